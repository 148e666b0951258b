"""The build with a dbt project of two models: what ends up in the file, and what a failure says."""

import shutil
from pathlib import Path

import duckdb
import pytest

from extract import warehouse
from extract.errors import NothingPublished
from extract.paths import DataPaths
from tests import small_project

MODELS = {
    "staging/stg_cells.sql": "select document_id, text, amount from read_parquet('{{ env_var(\"ZHANGBEN_RAW\") }}/cells/*.parquet')",
    "marts/fct_amount.sql": "select document_id, text, amount::decimal(18, 2) as amount from {{ ref('stg_cells') }}",
    "marts/_marts.yml": "models: [{name: fct_amount, description: 金额, columns: [{name: text, data_tests: [not_null]}]}]",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Our own project files around two small models and a seed."""
    folder = small_project.make(tmp_path / "project", MODELS)
    (folder / "seeds").mkdir()
    (folder / "seeds" / "units.csv").write_text("unit,scale\n万元,10000\n", encoding="utf-8")
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    paths = DataPaths.of(tmp_path / "data with space")
    (paths.raw / "cells").mkdir(parents=True)
    duckdb.sql("select 'd1' as document_id, '合计' as text, 1.5 as amount").write_parquet(str(paths.raw / "cells" / "a.parquet"))
    return paths


def test_build_makes_one_closed_file_with_our_schemas_that_older_clients_read(project: Path, paths: DataPaths) -> None:
    summary = warehouse.build(paths, project)
    assert summary.nodes == 4  # a seed, two models, a test
    assert summary.warnings == []
    assert sorted(file.name for file in paths.build.iterdir()) == ["dbt", "plan.json", "zhangben.duckdb"]
    assert not (project / "target").exists()
    assert not (project / "logs").exists()

    # The published copy stands alone: it is read from another place, with the raw layer gone.
    warehouse.publish(paths)
    shutil.rmtree(paths.raw)
    moved = paths.published.rename(paths.data.parent / "zhangben.duckdb")
    with duckdb.connect(str(moved), read_only=True) as connection:
        tables = connection.execute("select table_schema, table_name from information_schema.tables order by all").fetchall()
        assert tables == [("marts", "fct_amount"), ("seeds", "units"), ("staging", "stg_cells")]
        assert connection.execute("from marts.fct_amount").fetchall()[0][1] == "合计"
        assert connection.execute("from staging.stg_cells").fetchall()[0][1] == "合计"
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'fct_amount'").fetchone()
        assert comment == ("金额",)
        (tags,) = connection.execute("select tags from duckdb_databases() where database_name = 'zhangben'").fetchone() or ({},)
        assert tags["storage_version"].startswith("v1.4.0")


def test_a_failing_model_and_a_failing_test_are_named_with_their_message(project: Path, paths: DataPaths) -> None:
    (project / "models" / "marts" / "broken.sql").write_text("select nowhere from {{ ref('stg_cells') }}", encoding="utf-8")
    duckdb.sql("select 'd2' as document_id, null::varchar as text, 1.5 as amount").write_parquet(str(paths.raw / "cells" / "b.parquet"))
    with pytest.raises(NothingPublished) as failed:
        warehouse.build(paths, project)
    said = str(failed.value)
    assert "dbt build failed" in said
    assert "broken: " in said
    assert '"nowhere" not found' in said
    assert "not_null_fct_amount_text: Got 1 result" in said
    assert not paths.published.exists()


def test_a_model_that_says_nowhere_whose_its_rows_are_is_told(project: Path, paths: DataPaths) -> None:
    (project / "models" / "marts" / "lost.sql").write_text("select text from {{ ref('stg_cells') }}", encoding="utf-8")
    with pytest.raises(NothingPublished, match="the model lost has none of the columns document_id, report_id and no meta `rows_of`"):
        warehouse.build(paths, project)


def test_a_project_that_does_not_parse_is_told(project: Path, paths: DataPaths) -> None:
    (project / "models" / "marts" / "lost.sql").write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    with pytest.raises(NothingPublished, match="depends on a node named 'nowhere'"):
        warehouse.build(paths, project)


def test_a_build_can_follow_a_build_in_one_process_and_starts_from_nothing(project: Path, paths: DataPaths) -> None:
    warehouse.build(paths, project)
    with duckdb.connect(str(paths.build_file)) as connection:
        connection.execute("create table left_over as select 1 as one")
    warehouse.build(paths, project)
    with duckdb.connect(str(paths.build_file), read_only=True) as connection:
        assert connection.execute("select count(*) from information_schema.tables where table_name = 'left_over'").fetchone() == (0,)


def test_documentation_is_one_page_and_leaves_the_published_file_alone(project: Path, paths: DataPaths) -> None:
    with pytest.raises(NothingPublished, match="run `zhangben run` first"):
        warehouse.document(paths, project)
    warehouse.build(paths, project)
    warehouse.publish(paths)
    before = paths.published.read_bytes()
    # A reader that holds the file does not stand in the way.
    with duckdb.connect(str(paths.published), read_only=True):
        page = warehouse.document(paths, project)
    assert "fct_amount" in page.read_text(encoding="utf-8")
    assert paths.published.read_bytes() == before
