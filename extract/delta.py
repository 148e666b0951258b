"""A build of what has changed: some documents are modelled by themselves and their rows put in the place of the former ones.

Works on a warehouse file that nobody reads yet (a copy of the published one). Documents are modelled in parts of bounded
size, each in a database of its own that looks to the SQL like the warehouse holding these documents only. Then the reports
of their families, for what looks across reports; then what looks at all reports, in the file itself
(docs/decisions/0012-delta-and-merge.md).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extract.errors import NothingPublished
from extract.memory import memory_limit
from extract.plan import CONSTANT, DOCUMENT, FAMILY, WHOLE, Model, Plan, Test
from extract.raw import SCHEMAS

# Documents that are modelled at once: what bounds the memory of a build.
PART = 500
LANDINGS = "stg_landings"
TIES = "intermediate.int_report_tie"


def update(
    file: Path, plan: Plan, raw: Path, touched: Sequence[str], work: Path, *, part: int = PART
) -> tuple[list[str], list[str]]:
    """Bring the warehouse file up to date with the raw layer, where only the `touched` documents differ from what it was built from.

    Args:
        file: the warehouse file, changed in place.
        plan: what dbt ran to build it.
        raw: the raw layer.
        touched: documents that are new, gone or landed anew.
        work: a folder for working files, emptied before and after.
        part: how many documents are modelled at once.

    Returns what the tests that only warn say, and the documents that were modelled or deleted, families included.
    Raises NothingPublished naming the models and tests that failed; the file is then of no use.
    """
    with _emptied(work):
        touched = in_order(raw, touched)
        family = set(touched)
        if touched:
            # The family as it was, then as it is: a report may leave one and join another.
            with _database(file, work) as connection:
                family = _family(connection, touched)
                _forget(connection, plan, FAMILY, family)
                _forget(connection, plan, DOCUMENT, touched)
            for start in range(0, len(touched), part):
                subset = raw_subset(raw, touched[start : start + part], work / "raw")
                with _database(file, work) as connection:
                    _model_documents(connection, plan, subset)
            with _database(file, work) as connection:
                family = _family(connection, family)
                _forget(connection, plan, FAMILY, family)
                parts = list(_whole_families(connection, family, part))
            for documents in parts:
                with _database(file, work) as connection:
                    _model_families(connection, plan, documents)
        return _model_whole(file, plan, raw), sorted(family)


def touched(file: Path, plan: Plan, raw: Path) -> list[str]:
    """Documents whose landing is not the one that the file was built from, new and gone ones among them."""
    landing = plan.models[LANDINGS]
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(f"""
            select document_id
            from {landing.table} as built
            full join ({_over(landing, plan, raw)}) as landed using (document_id)
            where built.signature is distinct from landed.signature
        """).fetchall()
    return [document for (document,) in rows]


def in_order(raw: Path, documents: Sequence[str] | None = None) -> list[str]:
    """Documents (every landed one by default) in the order of their source files.

    The reports of one body mostly lie in one folder, so that a part holds whole families.
    """
    with duckdb.connect() as connection:
        if documents is None:
            landed = raw / "documents"
            documents = [] if not any(landed.glob("*.parquet")) else _column(connection, "select document_id from read_parquet(?)", landed)
        _list(connection, "wanted", documents)
        if not documents:
            return []
        sources = "select document_id, min(source_file) as source_file from read_parquet(?) group by all"
        return _column(
            connection,
            f"select document_id from wanted left join ({sources}) using (document_id) order by source_file nulls first, document_id",
            raw / "outcomes",
        )


def _column(connection: duckdb.DuckDBPyConnection, query: str, dataset: Path) -> list[str]:
    return [value for (value,) in connection.execute(query, [str(dataset / "*.parquet")]).fetchall()]


def raw_subset(raw: Path, documents: Sequence[str], folder: Path) -> Path:
    """Write the raw layer of some documents to a folder, in place of what was there. Only the batches that hold them are read."""
    shutil.rmtree(folder, ignore_errors=True)
    with duckdb.connect() as connection:
        _list(connection, "wanted", documents)
        found = connection.execute(
            "select distinct parse_filename(filename) from read_parquet(?, filename=true)"
            " semi join wanted using (document_id) order by all",
            [str(raw / "documents" / "*.parquet")],
        ).fetchall()
        for dataset in (*SCHEMAS, "outcomes"):
            (folder / dataset).mkdir(parents=True)
            files = [str(raw / dataset / name) for (name,) in found]
            if dataset == "outcomes" or not files:
                # Without a file nothing would say what the columns are.
                files = [str(file) for file in sorted((raw / dataset).glob("*.parquet"))]
            connection.execute(
                f"copy (select * from read_parquet({files!r}, union_by_name=true) semi join wanted using (document_id))"
                f" to '{_quoted(folder / dataset / 'part.parquet')}' (format parquet)"
            )
    return folder


def run_tests(connection: duckdb.DuckDBPyConnection, tests: Iterable[Test]) -> list[str]:
    """Run data tests and return what those say that only warn. Raises NothingPublished with every other that finds a row."""
    warnings: list[str] = []
    failures: list[str] = []
    for test in tests:
        try:
            ((count,),) = connection.execute(f"select count(*) from (\n{test.sql}\n)").fetchall()
        except duckdb.Error as error:
            failures.append(f"  {test.name}: {error}")
            continue
        if count:
            said = f"{test.name}: Got {count} result{'s' if count > 1 else ''}, configured to {'warn' if test.warns else 'fail'} if != 0"
            (warnings if test.warns else failures).append(said if test.warns else f"  {said}")
    if failures:
        raise NothingPublished("tests of the build failed:\n" + "\n".join(failures))
    return warnings


def _model_documents(connection: duckdb.DuckDBPyConnection, plan: Plan, raw: Path) -> None:
    _show_constants(connection, plan)
    models = [m for m in plan.models.values() if m.reach == DOCUMENT]
    for model in models:
        _make(connection, model, _over(model, plan, raw))
    run_tests(connection, [t for t in plan.tests if t.reach == DOCUMENT])
    for model in models:
        if not model.shared:
            _add(connection, model)


def _model_families(connection: duckdb.DuckDBPyConnection, plan: Plan, documents: Sequence[str]) -> None:
    """Model what looks across reports, for whole families. What looks at one document is taken from the file."""
    _show_constants(connection, plan)
    _list(connection, "wanted", documents)
    models, tests = plan.built(FAMILY), [t for t in plan.tests if t.reach == FAMILY]
    for model in _needed(plan, [*models, *tests]):
        _make(connection, model, model.sql if model.shared else f"from base.{model.table} where {_is_wanted(model, plan)}")
    for model in models:
        _make(connection, model, model.sql)
    run_tests(connection, tests)
    for model in models:
        _add(connection, model)


def _over(model: Model, plan: Plan, raw: Path) -> str:
    """The SQL of a model, reading that raw folder."""
    return model.sql.replace(f"'{_quoted(Path(plan.raw))}/", f"'{_quoted(raw)}/")


def _needed(plan: Plan, readers: Iterable[Model | Test]) -> list[Model]:
    """The models of single documents that are read, in order; with those that shared ones are made from."""
    names = {name for reader in readers for name in reader.reads}
    names |= {name for model in plan.models.values() if model.shared and model.name in names for name in model.reads}
    return [m for m in plan.models.values() if m.reach == DOCUMENT and m.name in names]


def _model_whole(file: Path, plan: Plan, raw: Path) -> list[str]:
    with duckdb.connect(str(file), config={"memory_limit": memory_limit()}) as connection:
        for model in plan.models.values():
            if model.reach == WHOLE or model.shared:
                try:
                    connection.execute(f"create or replace temp table made as {_over(model, plan, raw)}")
                    connection.execute(f"truncate {model.table}")
                    connection.execute(f"insert into {model.table} by name from made")
                except duckdb.Error as error:
                    raise NothingPublished(f"the model {model.name} failed: {error}") from error
        connection.execute("drop table if exists made")
        warnings = run_tests(connection, [t for t in plan.tests if t.reach == WHOLE])
        connection.execute("checkpoint")
    return warnings


def _family(connection: duckdb.DuckDBPyConnection, documents: Iterable[str]) -> set[str]:
    """The documents and every report that belongs to one of them, directly or through others."""
    found = set(documents)
    _list(connection, "found", found)
    while True:
        rows = connection.execute(f"""
            with names as (select name, bool_or(is_owner) as is_owner from base.{TIES} semi join found using (document_id) group by name)
            select distinct t.document_id
            from base.{TIES} as t
            inner join names as n on n.name = t.name and (n.is_owner or t.is_owner)
            anti join found using (document_id)
        """).fetchall()
        new = {document for (document,) in rows}
        if not new:
            return found
        found |= new
        _list(connection, "found", found)


def _whole_families(connection: duckdb.DuckDBPyConnection, documents: set[str], part: int) -> Iterator[list[str]]:
    """The documents in parts of about the given size, no family in two of them."""
    _list(connection, "found", documents)
    rows = connection.execute(f"""
        with ties as (select * from base.{TIES} semi join found using (document_id)),
        owned as (select distinct name from ties where is_owner)
        select document_id, list(name) from ties semi join owned using (name) group by document_id
    """).fetchall()
    # Names and documents that hang together are one tree; each points towards its root.
    roots: dict[str, str] = {}

    def root(of: str) -> str:
        while (above := roots.setdefault(of, of)) != of:
            roots[of] = roots[above]
            of = above
        return of

    for document, names in rows:
        for name in names:
            roots[root(f"={name}")] = root(document)
    families: dict[str, list[str]] = {}
    for document in sorted(documents):
        families.setdefault(root(document), []).append(document)
    filled: list[str] = []
    for family in families.values():
        if filled and len(filled) + len(family) > part:
            yield filled
            filled = []
        filled += family
    if filled:
        yield filled


def _forget(connection: duckdb.DuckDBPyConnection, plan: Plan, reach: str, documents: Iterable[str]) -> None:
    """Delete the rows of documents. Rows that say only through another model whose they are go first."""
    _list(connection, "wanted", documents)
    for model in sorted(plan.built(reach), key=lambda m: m.through is None):
        connection.execute(f"delete from base.{model.table} where {_is_wanted(model, plan)}")


def _is_wanted(model: Model, plan: Plan) -> str:
    """A condition: the row of the model in `base` belongs to one of the documents in `wanted`."""
    if model.through is None:
        return f"{model.column} in (select document_id from wanted)"
    owner = plan.models[model.through]
    return f"{model.column} in (select {model.column} from base.{owner.table} where {_is_wanted(owner, plan)})"


def _add(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    connection.execute(f"insert into base.{model.table} by name from zhangben.{model.table}")


def _make(connection: duckdb.DuckDBPyConnection, model: Model, sql: str) -> None:
    try:
        connection.execute(f"create table zhangben.{model.table} as {sql}")
    except duckdb.Error as error:
        raise NothingPublished(f"the model {model.name} failed: {error}") from error


def _show_constants(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    for schema in sorted({model.schema for model in plan.models.values()}):
        connection.execute(f'create schema if not exists zhangben."{schema}"')
    for model in plan.models.values():
        if model.reach == CONSTANT:
            connection.execute(f"create view zhangben.{model.table} as from base.{model.table}")


@contextmanager
def _database(file: Path, work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that is called as the warehouse is, empty and in memory, with the file beside it as `base`."""
    with duckdb.connect(config={"temp_directory": str(work / "spill"), "memory_limit": memory_limit()}) as connection:
        connection.execute("attach ':memory:' as zhangben")
        connection.execute(f"attach '{_quoted(file)}' as base")
        yield connection


@contextmanager
def _emptied(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _list(connection: duckdb.DuckDBPyConnection, name: str, documents: Iterable[str]) -> None:
    """A temporary table of documents."""
    connection.execute(f"create or replace temp table {name} (document_id varchar)")
    connection.execute(f"insert into {name} select unnest(?::varchar[])", [list(documents)])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
