"""Printed text is cast by try_cast only: what does not fit must not stop a build."""

import re

from extract.paths import PROJECT

# A cast, other than try_cast, of what a pattern or a function cuts out of a text.
CUT = r"(nullif|regexp_extract|regexp_replace|replace|left|right|substr|split_part|trim|rtrim|ltrim)\("
NUMBER = r"(decimal|integer|bigint|double|date|timestamp|hugeint)"
PATTERNS = (re.compile(rf"(?<!try_)\bcast\(\s*{CUT}"), re.compile(rf"{CUT}[^\n]*\)::{NUMBER}\b"))
# A length is a number whatever the text.
HARMLESS = re.compile(r"length\(.*\)\)? as integer")


def test_no_cast_of_printed_text_can_fail() -> None:
    found = [
        f"{file.relative_to(PROJECT)}:{number}: {line.strip()}"
        for folder in ("models", "macros")
        for file in sorted((PROJECT / folder).rglob("*.sql"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if any(pattern.search(line) for pattern in PATTERNS) and not HARMLESS.search(line)
    ]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    bad = "cast(regexp_extract(formula, '^([0-9]+)', 1) as integer)", "regexp_extract(a, '[0-9]+')::decimal(18, 2)"
    assert all(any(pattern.search(line) for pattern in PATTERNS) for line in bad)
    assert not any(pattern.search("try_cast(regexp_extract(a, '1') as integer)") for pattern in PATTERNS)
