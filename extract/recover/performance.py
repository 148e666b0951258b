"""Forms of performance (targets, self-evaluations) in text exports."""

from __future__ import annotations

from extract.document import Table
from extract.recover.regions import Region
from extract.recover.tables import build_unknown


def read_form(region: Region) -> list[Table]:
    """The tables of a performance form."""
    return [build_unknown(region)]
