"""What the README shows is what its queries answer."""

import duckdb

from docs.queries import BLOCK, README, with_results
from extract.paths import DataPaths


def test_every_query_of_the_readme_gives_the_result_it_shows(sample_warehouse: DataPaths) -> None:
    text = README.read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) >= 10
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        assert with_results(text, connection) == text
