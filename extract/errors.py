"""What ends a run early. Each error carries the exit code that the command line ends with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


class NothingPublished(Exception):
    """A fault of ours or of the environment. The published file of the run before is intact."""

    exit_code = 1


@dataclass(frozen=True)
class Row:
    """A row that a test or contract finds, with the document and the page that it names."""

    rule: str
    document: str | None
    page: int | None


class Broken(NothingPublished):
    """A model, test or contract that fails: by a fault of ours, or because of what a document prints."""

    def __init__(self, said: str, rows: Sequence[Row] = (), names: Collection[str] = ()) -> None:
        super().__init__(said)
        self.rows = list(rows)
        self.names = set(names) | {row.rule for row in rows}  # of what fails

    @property
    def cause(self) -> str:
        """What the database says of it, without the statement."""
        return str(self).strip().splitlines()[0]


class WrongUse(Exception):
    """The command cannot be carried out as given: a folder that is not there, an inbox without a file."""

    exit_code = 2
