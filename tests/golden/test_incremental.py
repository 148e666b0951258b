"""A file that grew document by document holds what one holds that was built at once, table by table and comment by comment."""

import shutil
from pathlib import Path

import duckdb
import pytest

from benchmarks import reports
from extract import checks, pipeline, plan, warehouse
from extract.paths import DataPaths

# Two bodies over four and two years, a budget of a third, so that something looks from report to report; one of them has a misprint.
FIRST, LATER = (0, 2, 5, 12), (1, 3, 4)


def put(inbox: Path, number: int, *, broken: bool = False, name: str | None = None) -> Path:
    own_name, content = reports.variant(number, broken=broken)
    file = inbox / (name or own_name)
    file.write_bytes(content)
    return file


def publish(inbox: Path, paths: DataPaths) -> None:
    report = pipeline.run(inbox, paths.data, workers=1)
    assert report.published and report.rebuilt, report.verdict


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """A published file that was built once and changed four times: documents added, one replaced, one taken out."""
    folder = tmp_path_factory.mktemp("grown")
    inbox, paths = folder / "inbox", DataPaths.of(folder / "data")
    inbox.mkdir()
    for number in FIRST:
        put(inbox, number)
    publish(inbox, paths)
    whole_build = paths.plan.stat().st_mtime_ns
    for number in LATER[:-1]:
        put(inbox, number, broken=number == 3)
    (inbox / "notice.pdf").write_bytes(Path("samples/inbox/其他/关于整理预决算公开栏目的通知_不是公开报告.pdf").read_bytes())
    publish(inbox, paths)
    replaced = put(inbox, 2, broken=True)
    put(inbox, LATER[-1])
    publish(inbox, paths)
    put(inbox, 2, name=replaced.name)
    publish(inbox, paths)
    removed = put(inbox, 3, broken=True)
    removed.unlink()
    publish(inbox, paths)
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        left = connection.execute("select count(*) from marts.dim_source_file where source_file = ?", [removed.name]).fetchone()
    assert left == (0,), "a file that has gone leaves the warehouse"
    assert paths.plan.stat().st_mtime_ns == whole_build, "dbt ran once"
    return paths


def build_at_once(raw: Path, folder: Path, part: int) -> Path:
    paths = DataPaths.of(folder / "data")
    shutil.copytree(raw, paths.raw)
    paths.build.mkdir()
    warehouse.build(paths, part=part, tests=False)  # the tests of the data ran when the file grew; they leave nothing in it
    checks.record(paths.build_file, checks.run(paths.build_file, paths.build))
    return paths.build_file


@pytest.mark.parametrize("part", [100, 2], ids=["by dbt alone", "in parts"])
def test_a_file_that_grew_holds_what_one_holds_that_was_built_at_once(grown: DataPaths, part: int, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        for name, file in (("grown", grown.published), ("built", build_at_once(grown.raw, tmp_path, part))):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables() where database_name = 'built'").fetchall()
        differing = {}
        for (table,) in tables:
            for one, other in (("grown", "built"), ("built", "grown")):
                rows = connection.execute(f"select count(*) from (from {one}.{table} except all from {other}.{table})").fetchone()
                if rows != (0,):
                    differing[f"{table}, only in {one}"] = rows
        assert differing == {}
        for catalogue, what in (
            ("duckdb_tables()", "schema_name, table_name, comment"),
            ("duckdb_columns()", "schema_name, table_name, column_index, column_name, data_type, is_nullable, comment"),
            ("duckdb_constraints()", "schema_name, table_name, constraint_text"),
        ):
            of = f"select {what} from {catalogue} where database_name"
            assert connection.execute(f"{of} = 'grown' order by all").fetchall() == connection.execute(f"{of} = 'built' order by all").fetchall()
        across = connection.execute(
            "select count(*) from grown.marts.fct_identity_check where identity_code = 'opening_is_prior_closing' and status = 'exact'"
        ).fetchone()
        assert across != (0,), "nothing looked from report to report"
        versions = connection.execute("select tags->>'storage_version' from duckdb_databases() where database_name = 'grown'").fetchone()
        assert versions and versions[0].startswith("v1.4.0")


def test_every_model_says_how_far_it_looks(grown: DataPaths) -> None:
    known = plan.Plan.load(grown.plan)
    for model in known.models.values():
        if model.reach in (plan.DOCUMENT, plan.FAMILY) and not model.shared:
            assert model.column, model.name
            assert model.through is None or known.models[model.through].column, model.name
    assert {known.models[name].reach for name in ("fct_identity_check", "fct_finding", "dim_report")} == {plan.FAMILY}
    assert {known.models[name].reach for name in ("dim_unit", "mart_unit_year")} == {plan.WHOLE}
    assert known.models["fct_reported_amount"].reach == plan.DOCUMENT
