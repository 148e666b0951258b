"""Command line: typeset the sample reports, or compare them with what is checked in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from samples.typeset.expected import expected_files
from samples.typeset.markup import REPORTS, MarkupError, Report, read_report
from samples.typeset.render import render
from samples.typeset.typefaces import missing_characters

SAMPLES = Path(__file__).parents[1]


def read_reports() -> list[Report]:
    """Every report source, by name; a character that the fonts lack is an error here rather than a blank in print."""
    paths = sorted(REPORTS.glob("*.md"))
    missing = missing_characters("".join(path.read_text(encoding="utf-8") for path in paths))
    if missing:
        raise MarkupError(f"the fonts lack {missing!r}; cut them again with python -m samples.typeset.typefaces (samples/README.md)")
    return [read_report(path) for path in paths]


def build(reports: list[Report]) -> dict[str, bytes]:
    """Path under ``samples/`` → content, for the inbox and for what is expected of it."""
    files = {f"inbox/{report.meta['file']}": render(report) for report in reports}
    return files | {f"expected/{name}": content for name, content in expected_files(reports).items()}


def stale(files: dict[str, bytes]) -> list[str]:
    """Built files that are missing or differ, and files that nothing builds."""
    differing = [name for name, content in files.items() if not (SAMPLES / name).is_file() or (SAMPLES / name).read_bytes() != content]
    present = [path for folder in ("inbox", "expected") for path in (SAMPLES / folder).rglob("*") if path.is_file()]
    return sorted(differing + [name for path in present if (name := path.relative_to(SAMPLES).as_posix()) not in files])


def main() -> int:
    """Build, or with --check only compare."""
    description = "Typeset the sample reports into samples/inbox and what they print into samples/expected."
    parser = argparse.ArgumentParser(prog="python -m samples.typeset", description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when what is checked in would change")
    check = parser.parse_args().check
    try:
        files = build(read_reports())
    except MarkupError as error:
        print(error, file=sys.stderr)
        return 2
    names = stale(files)
    for name in names:
        if not check and name in files:
            (SAMPLES / name).parent.mkdir(parents=True, exist_ok=True)
            (SAMPLES / name).write_bytes(files[name])
        print(f"{'differs' if check else 'written' if name in files else 'not built by any report'}: {name}")
    print(f"{len(files)} files, {len(names)} {'differ' if check else 'changed'}")
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())
