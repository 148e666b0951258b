"""The unit tests of the dbt models, run on the models of the sample warehouse."""

import shutil
from pathlib import Path

from extract.paths import PROJECT, DataPaths
from extract.warehouse import run_unit_tests


def test_every_dbt_unit_test_passes(sample_warehouse: DataPaths, tmp_path: Path) -> None:
    # dbt reads the columns of the models from a built file; a copy keeps the published one as it is.
    paths = DataPaths.of(tmp_path)
    paths.build.mkdir(parents=True)
    shutil.copy(sample_warehouse.published, paths.build_file)
    shutil.copytree(sample_warehouse.raw, paths.raw)
    ran = run_unit_tests(paths, PROJECT)
    assert len(ran) >= 30
    assert [name for name, status in ran if status not in ("pass", "success")] == []
