"""What breaks the build is put aside, and the rest is built: with a dbt project of a few models, each of which some document breaks."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract import delta, warehouse
from extract.aside import Aside, Guilty
from extract.errors import NothingPublished
from extract.paths import PROJECT, DataPaths
from tests import small_project
from tests.written import Table, Written, write_raw

MODELS = {
    "staging/stg_documents.sql": """
        select d.document_id, min(o.source_file) as source_file, min(o.reason_code) as reason_code
        from {{ source('raw', 'documents') }} as d inner join {{ source('raw', 'outcomes') }} as o using (document_id) group by all""",
    "staging/stg_cells.sql": "select document_id, page_no, row_no, col_no, text from {{ source('raw', 'cells') }} where kind = 'body'",
    "intermediate/int_report.sql": """
        select document_id, split_part(source_file, '/', 1) as unit_name, reason_code from {{ ref('stg_documents') }}""",
    "intermediate/int_report_tie.sql": "select document_id, unit_name as name, true as is_owner from {{ ref('int_report') }}",
    "marts/fct_amount.sql": """
        select document_id as report_id, page_no, md5(concat_ws('|', document_id, row_no)) as cell_id, text,
            case when text like '%.%' then text::decimal(10, 2) end as amount
        from {{ ref('stg_cells') }}""",
    "marts/fct_total.sql": """
        {{ config(tags=['across_reports']) }}
        select r.document_id as report_id, r.unit_name,
            cast(max(case when a.text = 'breaks family' then a.text else '1' end) over (partition by r.unit_name) as integer) as total
        from {{ ref('int_report') }} as r inner join {{ ref('fct_amount') }} as a on a.report_id = r.document_id""",
    "marts/dim_word.sql": """
        {{ config(tags=['whole']) }}
        select text, if(text = 'breaks whole', null, text) as word, count(*) as times from {{ ref('fct_amount') }} group by all""",
    "marts/_marts.yml": """
        models:
          - {name: dim_word, columns: [{name: word, data_tests: [not_null]}]}""",
}
TOO_MUCH = "select report_id, page_no, amount from {{ ref('fct_amount') }} where amount > 1000"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = small_project.make(tmp_path / "project", MODELS)
    (folder / "tests" / "dbt").mkdir(parents=True)
    (folder / "tests" / "dbt" / "amounts_are_small.sql").write_text(TOO_MUCH, encoding="utf-8")
    for name in ("stg_landings.sql", "_sources.yml"):
        shutil.copy(PROJECT / "models" / "staging" / name, folder / "models" / "staging")
    shutil.copy(PROJECT / "models" / "_columns.md", folder / "models")
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths.of(tmp_path / "data")


def land(paths: DataPaths, documents: dict[int, str]) -> None:
    """The raw layer of documents, three a body, with the words of their cells."""
    shutil.rmtree(paths.raw, ignore_errors=True)
    write_raw(
        paths.raw,
        [
            Written(f"d{n:02}", f"body {n // 3}/{n:02}.pdf", "cover", tables=[Table("title", [["head"]], [[word], ["1.00"]], page_no=7)])
            for n, word in documents.items()
        ],
    )


GOOD = dict.fromkeys(range(24), "2.00")
BAD = {3: "x.y", 7: "5000.00", 11: "breaks family", 15: "breaks whole", 16: "1.2.3", 17: "breaks whole"}


def outcome(paths: DataPaths) -> tuple[set[str], set[str]]:
    """The documents that the build holds figures of, and those that it says are put aside."""
    with duckdb.connect(str(paths.build_file), read_only=True) as connection:
        held = connection.execute("select distinct report_id from marts.fct_amount").fetchall()
        told = connection.execute("select document_id from intermediate.int_report where reason_code = 'breaks_contract'").fetchall()
        assert connection.execute("select count(*) from marts.dim_word where word is null").fetchall() == [(0,)]
    return {one for (one,) in held}, {one for (one,) in told}


def names(documents: Iterable[int]) -> set[str]:
    return {f"d{n:02}" for n in documents}


def calls(monkeypatch: pytest.MonkeyPatch, name: str) -> list[int]:
    """How many documents each call of a function of extract/delta.py looked at."""
    seen: list[int] = []
    real: Callable[..., Any] = getattr(delta, name)

    def counted(connection: Any, plan: Any, what: Any, **options: Any) -> Any:
        seen.append(len(delta.in_order(what)) if isinstance(what, Path) else len(what))
        return real(connection, plan, what, **options)

    monkeypatch.setattr(delta, name, counted)
    return seen


def test_a_first_build_and_one_that_adds_go_on_without_what_breaks_them(project: Path, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    aside = Aside(paths.raw, "project")
    land(paths, GOOD | BAD)
    with pytest.raises(NothingPublished, match="dbt build failed"):
        warehouse.build(paths, project)
    builds = calls(monkeypatch, "_model_documents")
    built = warehouse.build(paths, project, aside=aside)
    assert outcome(paths) == (names(GOOD.keys() - BAD.keys()), names(BAD))
    # Two documents are found by halves (2 × log2(24) builds at most), the others are named or cost one build of their own.
    assert len(builds) <= 2 * 2 * 5 + 2 * len(BAD)
    said = {row["document_id"]: row for row in duckdb.sql(f"from '{paths.raw}/aside/*.parquet'").pl().to_dicts()}
    assert {row["reason_code"] for row in said.values()} == {"breaks_contract"}
    assert "amounts_are_small" in said["d07"]["reason_en"] and "page 7" in said["d07"]["reason_en"] and "第 7 页" in said["d07"]["reason_zh"]
    assert "fct_amount" in said["d03"]["reason_en"] and "x.y" in said["d03"]["reason_en"]
    assert "fct_total" in said["d11"]["reason_en"]
    assert "not_null_dim_word_word" in said["d15"]["reason_en"]

    # The same, document by document: first the good ones alone, then the others beside them.
    assert built.plan is not None
    land(paths, {n: word for n, word in GOOD.items() if n in (0, 1, 9, 16, 20)})
    warehouse.build(paths, project, aside=aside)
    warehouse.publish(paths)
    land(paths, GOOD | BAD)
    builds.clear()
    updated = warehouse.update(paths, built.plan, aside)
    assert outcome(paths) == (names(GOOD.keys() - BAD.keys() - {16}) | {"d16"}, names(BAD.keys() - {16}))
    assert set(updated.touched) == names(GOOD.keys() - {0, 1, 9, 16, 20})


def test_what_no_document_explains_stops(project: Path, paths: DataPaths) -> None:
    land(paths, GOOD)
    (project / "models" / "marts" / "ours.sql").write_text("select 'one'::integer as document_id", encoding="utf-8")
    with pytest.raises(NothingPublished, match="ours"):
        warehouse.build(paths, project, aside=Aside(paths.raw, "project"))
    assert Aside(paths.raw, "project").documents() == set()
    (project / "models" / "marts" / "ours.sql").unlink()
    land(paths, dict.fromkeys(GOOD, "x.y"))
    with pytest.raises(NothingPublished, match="every document breaks the build"):
        warehouse.build(paths, project, aside=Aside(paths.raw, "project"))


def test_a_document_is_tried_again_when_the_project_has_changed_or_it_was_landed_anew(paths: DataPaths) -> None:
    land(paths, GOOD)
    first = Aside(paths.raw, "project")
    first.renew()
    first.add([Guilty("d01", "坏", "bad"), Guilty("d02", "坏", "bad")])
    written = (paths.raw / "aside" / "aside.parquet").stat().st_mtime_ns
    first.renew()
    assert first.documents() == {"d01", "d02"}
    assert (paths.raw / "aside" / "aside.parquet").stat().st_mtime_ns == written, "nothing has changed"
    duckdb.sql(
        f"copy (select * replace (if(document_id = 'd02', now()::timestamp, landed_at) as landed_at) from '{paths.raw}/documents/a.parquet')"
        f" to '{paths.raw}/documents/b.parquet'"
    )
    (paths.raw / "documents" / "a.parquet").unlink()
    first.renew()
    assert first.documents() == {"d01"}
    Aside(paths.raw, "project, mended").renew()
    assert first.documents() == set()
