"""Every table of the warehouse and every column of it is described, in English and in Chinese, and every mart keeps a contract.

The descriptions are taken from what dbt compiled, the tables and columns from the file that it built.
"""

import json
import re
from typing import Any

import duckdb
import pytest

from extract.paths import PROJECT, DataPaths

LAYERS = {"staging", "intermediate", "marts", "seeds"}


@pytest.fixture(scope="module")
def manifest(sample_warehouse: DataPaths) -> dict[str, Any]:
    return json.loads((sample_warehouse.dbt / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nodes(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Models and seeds by schema.name."""
    return {f"{n['schema']}.{n['name']}": n for n in manifest["nodes"].values() if n["resource_type"] in ("model", "seed")}


@pytest.fixture(scope="module")
def columns(sample_warehouse: DataPaths) -> dict[str, dict[str, tuple[str, str]]]:
    """Columns of each table that dbt may have made: name → (type, comment)."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        for schema, table, column, kind, comment in connection.execute(
            "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() where not internal"
        ).fetchall():
            if schema in LAYERS:
                found.setdefault(f"{schema}.{table}", {})[column] = (kind, comment or "")
    return found


def lacks(description: str) -> str | None:
    """What a description lacks, or None. English and Chinese are parted by a slash between spaces."""
    english, slash, chinese = " ".join(description.split()).partition(" / ")
    if not english:
        return "no description"
    if not slash or not re.search("[一-鿿]", chinese):
        return "no Chinese part"
    if not re.search("[A-Za-z]{2}", english):
        return "no English part"
    if not english.endswith((".", "?", "…")) or not chinese.endswith(("。", "？")):
        return "a part without a full stop"
    return None


def test_every_table_is_described(nodes: dict[str, dict[str, Any]]) -> None:
    wrong = {name: fault for name, node in nodes.items() if (fault := lacks(node["description"]))}
    assert not wrong


def test_every_column_is_described(nodes: dict[str, dict[str, Any]], columns: dict[str, dict[str, tuple[str, str]]]) -> None:
    wrong = {
        f"{table}.{column}": fault
        for table, node in nodes.items()
        for column in columns[table]
        if (fault := lacks(node["columns"].get(column, {}).get("description", "")))
    }
    assert not wrong


def test_no_column_is_described_that_is_not_there(nodes: dict[str, dict[str, Any]], columns: dict[str, dict[str, tuple[str, str]]]) -> None:
    assert not {f"{table}.{column}" for table, node in nodes.items() for column in node["columns"] if column not in columns[table]}


def test_every_mart_keeps_a_contract(nodes: dict[str, dict[str, Any]]) -> None:
    marts = {name: node for name, node in nodes.items() if node["schema"] == "marts"}
    assert marts
    assert not {name for name, node in marts.items() if not node["config"]["contract"]["enforced"]}
    assert not {f"{name}.{c['name']}" for name, node in marts.items() for c in node["columns"].values() if not c["data_type"]}


def test_every_mart_says_its_grain_and_its_key(nodes: dict[str, dict[str, Any]]) -> None:
    marts = {name: " ".join(node["description"].split()) for name, node in nodes.items() if node["schema"] == "marts"}
    assert not {name for name, text in marts.items() if not text.startswith("One row a ") and not text.startswith("One row an ")}
    assert not {name for name, text in marts.items() if "一行" not in text}


def test_every_mart_tests_its_key(manifest: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> None:
    keyed = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test" and test.get("test_metadata") and test["test_metadata"]["name"] in ("unique", "unique_together")
    }
    assert not {name for name, node in nodes.items() if node["schema"] != "seeds" and name.startswith("marts.") and node["unique_id"] not in keyed}


def test_descriptions_reach_the_file(nodes: dict[str, dict[str, Any]], columns: dict[str, dict[str, tuple[str, str]]]) -> None:
    # DBeaver and other clients show the comments of the file.
    assert not {
        f"{table}.{column}"
        for table, node in nodes.items()
        if node["resource_type"] == "model"
        for column, (_, comment) in columns[table].items()
        if lacks(comment)
    }


def test_sources_and_exposures_are_described(manifest: dict[str, Any]) -> None:
    described = [*manifest["sources"].values(), *manifest["exposures"].values()]
    assert described
    assert not {one["name"]: fault for one in described if (fault := lacks(one["description"]))}
    assert not {f"{s['name']}.{c['name']}": fault for s in manifest["sources"].values() for c in s["columns"].values() if (fault := lacks(c["description"]))}


def test_the_exposure_of_the_published_file_names_every_mart(manifest: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> None:
    exposed = set(next(e for e in manifest["exposures"].values() if e["name"] == "published_file")["depends_on"]["nodes"])
    assert not {name for name, node in nodes.items() if node["schema"] == "marts" and node["unique_id"] not in exposed}


def test_no_shared_description_is_left_unused(manifest: dict[str, Any]) -> None:
    used = set()
    for folder in ("models", "seeds"):
        for file in (PROJECT / folder).rglob("*.yml"):
            used |= set(re.findall(r"doc\('(\w+)'\)", file.read_text(encoding="utf-8")))
    shared = {doc["name"] for doc in manifest["docs"].values() if doc["package_name"] == "zhangben"}
    assert shared == used
