"""One build for all cases."""

from pathlib import Path

import pytest

from extract import warehouse
from extract.landing import land
from extract.paths import DataPaths
from tests.identities import test_findings
from tests.identities.cases import all_cases, save


@pytest.fixture(scope="session")
def cases_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of every case of the identities and of the findings. Read only."""
    inbox = tmp_path_factory.mktemp("identities") / "inbox"
    for number, case in enumerate([*all_cases(), *test_findings.CASES], 1):
        save(case, number, inbox)
    paths = DataPaths.of(inbox.parent / "data")
    land(inbox, paths.data, progress=False)
    warehouse.build(paths, tests=False)
    return paths.build_file
