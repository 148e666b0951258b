"""A dbt project of a few models with the macros and settings of ours: for tests of what runs models."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from extract.paths import PROJECT


def make(folder: Path, models: Mapping[str, str]) -> Path:
    """Write the project into a new folder; models are given by their path below `models`."""
    for name, text in models.items():
        (folder / "models" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "models" / name).write_text(text, encoding="utf-8")
    for name in ("macros", "profiles"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "dbt_project.yml", folder)
    return folder
