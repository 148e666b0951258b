"""The page of identities says what the catalogue says."""

from docs.catalogue import PAGE, render


def test_the_page_is_that_of_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python -m docs.catalogue"
