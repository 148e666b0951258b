"""What ends a run early. Each error carries the exit code that the command line ends with."""


class NothingPublished(Exception):
    """A fault of ours or of the environment. The published file of the run before is intact."""

    exit_code = 1


class WrongUse(Exception):
    """The command cannot be carried out as given: a folder that is not there, an inbox without a file."""

    exit_code = 2
