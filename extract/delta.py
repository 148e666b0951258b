"""A build of what has changed: some documents are modelled by themselves and their rows put in the place of the former ones.

Works on a warehouse file that nobody reads yet (a copy of the published one). Documents are modelled in parts of bounded
size, each in a database of its own that looks to the SQL like the warehouse holding these documents only. Then the reports
of their families, for what looks across reports; then what looks at all reports, in the file itself
(docs/decisions/0012-delta-and-merge.md).

What fails is traced to documents, which are put aside; the rest goes on without them
(docs/decisions/0023-what-breaks-the-build-is-put-aside.md).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

import duckdb

from extract.aside import DATASET as ASIDE
from extract.aside import Aside, Guilty
from extract.errors import Broken, NothingPublished, Row
from extract.memory import memory_limit
from extract.plan import CONSTANT, DOCUMENT, DOCUMENT_COLUMNS, FAMILY, WHOLE, Model, Plan, Test
from extract.raw import SCHEMAS

# Documents that are modelled at once: what bounds the memory of a build.
PART = 500
LANDINGS = "stg_landings"
TIES = "intermediate.int_report_tie"


def update(
    file: Path, plan: Plan, raw: Path, touched: Sequence[str], work: Path, *, part: int = PART, aside: Aside | None = None
) -> tuple[list[str], list[str]]:
    """Bring the warehouse file up to date with the raw layer, where only the `touched` documents differ from what it was built from.

    Args:
        file: the warehouse file, changed in place.
        plan: what dbt ran to build it.
        raw: the raw layer.
        touched: documents that are new, gone or landed anew.
        work: a folder for working files, emptied before and after.
        part: how many documents are modelled at once.
        aside: where touched documents go that break a model or a test; without it they stop the update.

    Returns what the tests that only warn say, and the documents that were modelled or deleted, families included.
    Raises NothingPublished naming the models and tests that failed, where no document explains it; the file is then of no use.
    """
    with _emptied(work):
        update = _Update(file, plan, raw, work, part, aside, set(touched))
        return update.run(), sorted(update.family)


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
    """Documents (by default every landed one whose file is there) in the order of their source files.

    The reports of one body mostly lie in one folder, so that a part holds whole families.
    """
    with duckdb.connect() as connection:
        if documents is None:
            landed = raw / "documents"
            if not any(landed.glob("*.parquet")):
                return []
            _list(connection, "landed", _column(connection, "select document_id from read_parquet(?)", landed))
            there = "select document_id from landed semi join read_parquet(?) using (document_id)"
            documents = _column(connection, there, raw / "outcomes")
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
        for dataset in (*SCHEMAS, "outcomes", ASIDE):
            (folder / dataset).mkdir(parents=True)
            files = [str(raw / dataset / name) for (name,) in found]
            if dataset in ("outcomes", ASIDE) or not files:
                # Without a file nothing would say what the columns are.
                files = [str(file) for file in sorted((raw / dataset).glob("*.parquet"))]
            connection.execute(
                f"copy (select * from read_parquet({files!r}, union_by_name=true) semi join wanted using (document_id))"
                f" to '{_quoted(folder / dataset / 'part.parquet')}' (format parquet)"
            )
    return folder


def run_tests(connection: duckdb.DuckDBPyConnection, tests: Iterable[Test]) -> list[str]:
    """Run data tests and return what those say that only warn. Raises Broken with every other that finds a row, and the first of these."""
    warnings: list[str] = []
    failures: dict[str, str] = {}
    rows: list[Row] = []
    for test in tests:
        try:
            ((count,),) = connection.execute(f"select count(*) from (\n{test.sql}\n)").fetchall()
        except duckdb.Error as error:
            _blame_no_document(error, f"the test {test.name} failed: {error}", test.reach)
            failures[test.name] = str(error)
            continue
        if count:
            said = f"Got {count} result{'s' if count > 1 else ''}, configured to {'warn' if test.warns else 'fail'} if != 0"
            if test.warns:
                warnings.append(f"{test.name}: {said}")
            else:
                failures[test.name] = said
                rows += failing_rows(connection, test.name, test.sql)
    if failures:
        told = "\n".join(f"  {name}: {said}" for name, said in failures.items())
        raise Broken(f"tests of the build failed:\n{told}", rows, failures)
    return warnings


def failing_rows(connection: duckdb.DuckDBPyConnection, rule: str, sql: str) -> list[Row]:
    """The rows that a test or contract finds, each with the document and page that it names."""
    found = connection.execute(f"select * from (\n{sql}\n) limit 1000")
    names = [column[0] for column in found.description or []]
    return [
        Row(rule, next((str(row[name]) for name in (*DOCUMENT_COLUMNS, "first_report_id") if row.get(name)), None), row.get("page_no"))
        for row in (dict(zip(names, values, strict=True)) for values in found.fetchall())
    ]


class _Update:
    """One update: documents by themselves, then their families, then what looks at all reports.

    What fails is tried again without the documents that make it fail. Of those the models see from then on only that they are put aside.
    """

    def __init__(self, file: Path, plan: Plan, raw: Path, work: Path, part: int, aside: Aside | None, touched: set[str]) -> None:
        self.file, self.plan, self.raw, self.work, self.part, self.aside = file, plan, raw, work, part, aside
        self.touched = touched
        self.family: set[str] = set()

    def run(self) -> list[str]:
        """Returns what the tests that only warn say."""
        anew = self.touched
        while True:
            self.model(anew)
            try:
                with _warehouse(self.file) as connection:
                    said = _model_whole(connection, self.plan, self.raw)
                    connection.execute("checkpoint")
                    return said
            except Broken as broken:
                anew = self.put_aside(broken, whole_breaks(self.file, self.plan, self.raw, self.work, broken))

    def model(self, touched: set[str]) -> None:
        """Put what looks at the touched documents, and at their families, in the place of what was there."""
        family = set(touched)
        if touched:
            # The family as it was, then as it is: a report may leave one and join another.
            with self.database() as connection:
                family = _family(connection, touched)
                _forget(connection, self.plan, FAMILY, family)
                _forget(connection, self.plan, DOCUMENT, touched)
            documents = in_order(self.raw, list(touched))
            for start in range(0, len(documents), self.part):
                self.model_documents(documents[start : start + self.part])
            with self.database() as connection:
                family = _family(connection, family)
                _forget(connection, self.plan, FAMILY, family)
                families = _families(connection, family)
            for together in _filled(families, self.part):
                self.model_families(together)
        self.family |= family

    def model_documents(self, documents: Sequence[str]) -> None:
        """Model documents by themselves. Where that fails, each half by itself, down to the one that makes it fail."""
        subset = raw_subset(self.raw, documents, self.work / "raw")
        try:
            with self.database() as connection:
                _model_documents(connection, self.plan, subset)
            return
        except Broken as broken:
            if not self.named(broken) and len(documents) > 1 and self.aside:
                middle = len(documents) // 2
                halves: tuple[Sequence[str], ...] = (documents[:middle], documents[middle:])
            else:
                self.put_aside(broken, lambda without: not set(documents) <= without)
                halves = (documents,)
        for half in halves:
            self.model_documents(half)

    def model_families(self, families: Sequence[Sequence[str]]) -> None:
        """Model what looks across reports, for whole families. Where that fails, each half of them by itself, down to a document of one."""
        documents = [document for family in families for document in family]
        try:
            with self.database() as connection:
                _model_families(connection, self.plan, documents)
            return
        except Broken as broken:
            if not self.named(broken) and len(families) > 1 and self.aside:
                middle = len(families) // 2
                halves: tuple[Sequence[Sequence[str]], ...] = (families[:middle], families[middle:])
            else:
                for document in self.put_aside(broken, self.families_break(documents)):
                    with self.database() as connection:
                        _forget(connection, self.plan, DOCUMENT, [document])
                    self.model_documents([document])
                halves = (families,)
        for half in halves:
            self.model_families(half)

    def families_break(self, documents: Sequence[str]) -> Callable[[set[str]], bool]:
        """Whether families still fail without some documents."""

        def breaks(without: set[str]) -> bool:
            try:
                with self.database() as connection:
                    _model_families(connection, self.plan, [one for one in documents if one not in without], keep=False)
            except Broken:
                return True
            return False

        return breaks

    def named(self, broken: Broken) -> set[str]:
        """Touched documents that a failure names itself."""
        return {row.document for row in broken.rows if row.document is not None} & self.touched

    def put_aside(self, broken: Broken, breaks: Callable[[set[str]], bool]) -> set[str]:
        """Put the documents aside that make something fail, and return them. Raises the failure where none does."""
        if self.aside is None:
            raise broken
        suspects = in_order(self.raw, list(self.touched - self.aside.documents()))
        guilty = guilty_of(broken, suspects, breaks)
        self.aside.add(guilty)
        return {one.document_id for one in guilty}

    @contextmanager
    def database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with _database(self.file, self.work) as connection:
            yield connection


def guilty_of(broken: Broken, suspects: Sequence[str], breaks: Callable[[set[str]], bool]) -> list[Guilty]:
    """The suspects that a failure names; else the first one with which it comes when they are taken in one after the other.

    `breaks` says whether it still comes without some documents. Raises the failure where it comes without all of them, or not even with
    them: then it is ours.
    """
    named = [one for one in suspects if any(row.document == one for row in broken.rows)]
    if named:
        return [_sentence(document, broken) for document in named]
    if not suspects or breaks(set(suspects)) or not breaks(set()):
        raise broken
    # It comes with all suspects up to `most` and not with those up to `least`.
    least, most = 0, len(suspects)
    while most - least > 1:
        middle = (least + most) // 2
        if breaks(set(suspects[middle:])):
            most = middle
        else:
            least = middle
    return [_sentence(suspects[most - 1], broken)]


def whole_breaks(
    file: Path, plan: Plan, raw: Path, work: Path, broken: Broken, contracts: Sequence[str] = ()
) -> Callable[[set[str]], bool]:
    """Whether what looks at all reports still fails without some documents, or a contract, given as SQL, still finds a row."""

    def breaks(without: set[str]) -> bool:
        with _emptied(work / "trial") as folder:
            # Called as the warehouse is, so that the SQL finds it.
            trial = Path(shutil.copyfile(file, folder / file.name))
            with _warehouse(trial) as connection:
                for reach in (FAMILY, DOCUMENT):
                    _forget(connection, plan, reach, without, base="")
                try:
                    _model_whole(connection, plan, raw)
                except Broken as other:
                    # What fails only because documents are missing is another failure.
                    return bool(other.names & broken.names)
                return any(connection.execute(f"select 1 from ({sql}) limit 1").fetchall() for sql in contracts)

    return breaks


def _sentence(document: str, broken: Broken) -> Guilty:
    """What a document breaks, in words for its outcome."""
    rows = [row for row in broken.rows if row.document == document]
    rules = sorted({row.rule for row in rows}) or sorted(broken.names)
    pages = sorted({int(row.page) for row in rows if row.page is not None})
    what = ", ".join(rules[:3]) + (f" (+{len(rules) - 3})" if len(rules) > 3 else "")
    cause = "" if rows else shorten(broken.cause, 160, placeholder=" …")
    zh = f"文件内容使构建中的 {what} 不能成立" + (f"（第 {'、'.join(map(str, pages[:5]))} 页）" if pages else "")
    en = f"what it prints breaks {what} of the build" + (f" (page {', '.join(map(str, pages[:5]))})" if pages else "")
    return Guilty(
        document,
        f"{zh}{f'：{cause}' if cause else ''}；已隔离，程序或文件有变后重试。",
        f"{en}{f': {cause}' if cause else ''}; it is put aside until the program or the file changes.",
    )


def _model_documents(connection: duckdb.DuckDBPyConnection, plan: Plan, raw: Path) -> None:
    _show_constants(connection, plan)
    models = [m for m in plan.models.values() if m.reach == DOCUMENT]
    for model in models:
        _make(connection, model, _over(model, plan, raw))
    run_tests(connection, [t for t in plan.tests if t.reach == DOCUMENT])
    _add(connection, [model for model in models if not model.shared])


def _model_families(connection: duckdb.DuckDBPyConnection, plan: Plan, documents: Sequence[str], *, keep: bool = True) -> None:
    """Model what looks across reports, for whole families. What looks at one document is taken from the file."""
    _show_constants(connection, plan)
    _list(connection, "wanted", documents)
    models, tests = plan.built(FAMILY), [t for t in plan.tests if t.reach == FAMILY]
    for model in _needed(plan, [*models, *tests]):
        _make(connection, model, model.sql if model.shared else f"from base.{model.table} where {_is_wanted(model, plan)}")
    for model in models:
        _make(connection, model, model.sql)
    run_tests(connection, tests)
    if keep:
        _add(connection, models)


def _over(model: Model, plan: Plan, raw: Path) -> str:
    """The SQL of a model, reading that raw folder."""
    return model.sql.replace(f"'{_quoted(Path(plan.raw))}/", f"'{_quoted(raw)}/")


def _needed(plan: Plan, readers: Iterable[Model | Test]) -> list[Model]:
    """The models of single documents that are read, in order; with those that shared ones are made from."""
    names = {name for reader in readers for name in reader.reads}
    names |= {name for model in plan.models.values() if model.shared and model.name in names for name in model.reads}
    return [m for m in plan.models.values() if m.reach == DOCUMENT and m.name in names]


def _model_whole(connection: duckdb.DuckDBPyConnection, plan: Plan, raw: Path) -> list[str]:
    """Make what looks at all reports again, in the warehouse file that the connection has open."""
    for model in plan.models.values():
        if model.reach == WHOLE or model.shared:
            with _failing(model):
                connection.execute(f"create or replace temp table made as {_over(model, plan, raw)}")
                connection.execute(f"truncate {model.table}")
                connection.execute(f"insert into {model.table} by name from made")
    connection.execute("drop table if exists made")
    return run_tests(connection, [t for t in plan.tests if t.reach == WHOLE])


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


def _families(connection: duckdb.DuckDBPyConnection, documents: set[str]) -> list[list[str]]:
    """The documents by family."""
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
    return list(families.values())


def _filled(families: Iterable[list[str]], part: int) -> Iterator[list[list[str]]]:
    """Families in parts of about the given number of documents, none in two of them."""
    filled: list[list[str]] = []
    for family in families:
        if filled and sum(map(len, filled)) + len(family) > part:
            yield filled
            filled = []
        filled.append(family)
    if filled:
        yield filled


def _forget(connection: duckdb.DuckDBPyConnection, plan: Plan, reach: str, documents: Iterable[str], base: str = "base.") -> None:
    """Delete the rows of documents. Rows that say only through another model whose they are go first."""
    _list(connection, "wanted", documents)
    for model in sorted(plan.built(reach), key=lambda m: m.through is None):
        connection.execute(f"delete from {base}{model.table} where {_is_wanted(model, plan, base)}")


def _is_wanted(model: Model, plan: Plan, base: str = "base.") -> str:
    """A condition: the row of the model in `base` belongs to one of the documents in `wanted`."""
    if model.through is None:
        return f"{model.column} in (select document_id from wanted)"
    owner = plan.models[model.through]
    return f"{model.column} in (select {model.column} from {base}{owner.table} where {_is_wanted(owner, plan, base)})"


def _add(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> None:
    """Put the rows of models into the file: of all, or of none where one does not fit."""
    connection.execute("begin")
    try:
        for model in models:
            with _failing(model):
                connection.execute(f"insert into base.{model.table} by name from zhangben.{model.table}")
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _make(connection: duckdb.DuckDBPyConnection, model: Model, sql: str) -> None:
    with _failing(model):
        connection.execute(f"create table zhangben.{model.table} as {sql}")


@contextmanager
def _failing(model: Model) -> Iterator[None]:
    """Name the model that fails."""
    try:
        yield
    except duckdb.Error as error:
        said = f"the model {model.name} failed: {error}"
        _blame_no_document(error, said, model.reach)
        raise Broken(said, names={model.name}) from error


def _blame_no_document(error: duckdb.Error, said: str, reach: str) -> None:
    """Raise what is no document's doing: an interrupted run, a full disk, reports that are too much for the memory only together."""
    if isinstance(error, duckdb.InterruptException):
        raise KeyboardInterrupt from error
    full = isinstance(error, duckdb.IOException) or "temp_directory" in said
    if full or (isinstance(error, duckdb.OutOfMemoryException) and reach != DOCUMENT):
        raise NothingPublished(said) from error


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
def _warehouse(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file itself."""
    with duckdb.connect(str(file), config={"memory_limit": memory_limit()}) as connection:
        yield connection


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _list(connection: duckdb.DuckDBPyConnection, name: str, documents: Iterable[str]) -> None:
    """A temporary table of documents."""
    connection.execute(f"create or replace temp table {name} (document_id varchar)")
    connection.execute(f"insert into {name} select unnest(?::varchar[])", [list(documents)])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
