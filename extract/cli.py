"""The command line `zhangben`. It parses, calls and prints; what is done stands in the modules it calls."""

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from extract import __version__
from extract.errors import NothingPublished, WrongUse
from extract.paths import DataPaths

EXIT_CODES = """\
exit codes:
  0  published (or nothing has changed and the published file is up to date)
  1  nothing published: a fault of ours or of the environment; the file published before is intact
  2  wrong use
  3  published, but documents are quarantined or, with --strict, identities are violated and not acknowledged
"""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show must not end a run
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.command(arguments))
    except (NothingPublished, WrongUse) as error:
        print(f"zhangben: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("zhangben: interrupted; what was published before is intact", file=sys.stderr)
        return NothingPublished.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhangben",
        description="Zhangben 账本: from published budget and final-accounts reports (PDF) to one DuckDB file.",
        epilog=EXIT_CODES + "\nexample:\n  zhangben run --inbox ~/reports --data ~/warehouse",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"zhangben {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, action: Callable[[argparse.Namespace], int], summary: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=f"example:\n  {example}\n\n{EXIT_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(command=action)
        sub.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the warehouse folder (default: data)")
        return sub

    run = command("run", _run, "land what is new, build, check, publish and report", "zhangben run --inbox ~/reports --data ~/warehouse")
    land = command("land", _land, "read new documents of the inbox into the raw layer, and nothing else", "zhangben land --inbox ~/reports")
    for sub in (run, land):
        sub.add_argument(
            "--inbox",
            type=Path,
            default=Path("samples/inbox"),
            metavar="DIR",
            help="the folder of reports, read with all its subfolders and never written (default: samples/inbox)",
        )
        sub.add_argument("--workers", type=_positive, metavar="N", help="processes that read documents (default: one per core)")
        sub.add_argument("--force", action="store_true", help="do everything again, even where nothing has changed")
    run.add_argument("--strict", action="store_true", help="let violated identities that nobody acknowledged end with exit code 3")
    command("build", _build, "build beside the published file, without checking or publishing", "zhangben build --data ~/warehouse")
    command("check", _check, "check the unpublished build or, where there is none, the published file", "zhangben check --data ~/warehouse")
    report = command("report", _report, "print the report of the last run", "zhangben report --data ~/warehouse --json")
    report.add_argument("--json", action="store_true", help="print the JSON form")
    inspect = command(
        "inspect", _inspect, "write the inspection sheet of one report, HTML and XLSX", "zhangben inspect report.pdf --data ~/warehouse"
    )
    inspect.add_argument("file", metavar="FILE", help="the report: the file itself, or its path or name in the inbox")
    inspect.add_argument("--out", type=Path, metavar="DIR", help="where the sheets go (default: DATA/inspection)")
    command("docs", _docs, "write the description of every model and column to DATA/docs/index.html", "zhangben docs --data ~/warehouse")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


# Each command imports what it needs when it is called: dbt and Polars take seconds that `--help` should not cost.


def _run(arguments: argparse.Namespace) -> int:
    from extract import pipeline, runlog

    report = pipeline.run(
        arguments.inbox,
        arguments.data,
        strict=arguments.strict,
        workers=arguments.workers,
        force=arguments.force,
        progress=sys.stderr.isatty(),
    )
    _say(runlog.as_text(report))
    if report.published:
        _say(f"Warehouse: {DataPaths.of(arguments.data).published}")
    return report.exit_code


def _land(arguments: argparse.Namespace) -> int:
    from extract import pipeline, state
    from extract.landing import land

    pipeline.require_files(arguments.inbox)
    paths = DataPaths.of(arguments.data)
    with state.exclusive(paths):
        summary = land(arguments.inbox, paths.data, workers=arguments.workers, force=arguments.force, progress=sys.stderr.isatty())
    print(
        f"{summary.documents_seen:,} documents: {summary.landed_new:,} new, {summary.unchanged:,} unchanged,"
        f" {len(summary.quarantined):,} quarantined; {summary.pages:,} pages, {summary.tables:,} tables in {summary.seconds:.1f} s"
    )
    for source_file, _, reason_zh, reason_en in summary.quarantined:
        print(f"  quarantined {source_file}: {reason_en} {reason_zh}")
    return 3 if summary.quarantined else 0


def _build(arguments: argparse.Namespace) -> int:
    from extract import state, warehouse

    paths = DataPaths.of(arguments.data)
    with state.exclusive(paths):
        summary = warehouse.build(paths)
    for warning in summary.warnings:
        print(f"warning: {warning}")
    print(f"{summary.nodes:,} seeds, models and tests: {paths.build_file}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from extract import checks

    paths = DataPaths.of(arguments.data)
    file = next((candidate for candidate in (paths.build_file, paths.published) if candidate.exists()), None)
    if file is None:
        raise WrongUse(f"there is no warehouse in {paths.data} to check: run `zhangben run` first")
    results = checks.run(file, paths.build)
    for one in results:
        if not one.holds:
            found = one.error or one.observed or f"{one.failing_rows:,} failing rows"
            print(f"{one.kind} {one.suite}.{one.rule}: {one.en} {one.zh} Found: {found}")
    print(f"{len(results):,} rules checked on {file}, {sum(one.holds for one in results):,} hold")
    checks.stop_when_broken(results, file)
    return 0


def _report(arguments: argparse.Namespace) -> int:
    paths = DataPaths.of(arguments.data)
    file = paths.report_json if arguments.json else paths.report_text
    if not file.exists():
        raise WrongUse(f"{file} does not exist: run `zhangben run` first")
    _say(file.read_text(encoding="utf-8").rstrip())
    return 0


def _inspect(arguments: argparse.Namespace) -> int:
    from extract.inspection import inspect

    for file in inspect(arguments.file, arguments.data, arguments.out):
        _say(str(file))
    return 0


def _docs(arguments: argparse.Namespace) -> int:
    from extract import state, warehouse

    paths = DataPaths.of(arguments.data)
    with state.exclusive(paths):
        print(warehouse.document(paths))
    return 0


def _say(text: str) -> None:
    """Print, and go on when the reader has gone (`zhangben report | head`): how a run ended must not depend on who listens."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python flushes once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
