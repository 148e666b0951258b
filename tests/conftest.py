"""Fixtures that every kind of test shares."""

import fcntl
import os
from pathlib import Path

import pytest

from extract import pipeline
from extract.paths import PROJECT, DataPaths

SAMPLES = PROJECT / "samples" / "inbox"
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """The sample reports, published once for all workers by the pipeline that `make pipeline` runs. Read only."""
    session = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        session = session.parent
    paths = DataPaths.of(session / "samples" / "data")
    paths.data.parent.mkdir(exist_ok=True)
    with (session / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not paths.published.exists():
            report = pipeline.run(SAMPLES, paths.data)
            assert report.published, report.verdict
    return paths


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and gold figures that stands beside the project on some machines; skips where it does not."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project")
    return SHARED
