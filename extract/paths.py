"""Where things stand: the project's own files, and what a run keeps under its DATA folder."""

from dataclasses import dataclass
from pathlib import Path

from extract.errors import WrongUse

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class DataPaths:
    """The files of one DATA folder. `data` is absolute, because the build reads the raw layer from another working directory."""

    data: Path

    @classmethod
    def of(cls, data: Path) -> "DataPaths":
        """Raises WrongUse for a path that would not stay itself: DuckDB takes the path of the raw layer for a pattern."""
        path = data.expanduser().resolve()
        if any(sign in str(path) for sign in "*?[]"):
            raise WrongUse(f"the path of DATA, {path}, has one of the signs * ? [ ] in it; please take another")
        return cls(path)

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def published(self) -> Path:
        return self.data / "zhangben.duckdb"

    @property
    def report_text(self) -> Path:
        return self.data / "run_report.txt"

    @property
    def report_json(self) -> Path:
        return self.data / "run_report.json"

    @property
    def build(self) -> Path:
        """Working files. All of it can be deleted between runs; the next one then builds anew."""
        return self.data / "build"

    @property
    def build_file(self) -> Path:
        # DuckDB names a catalogue after its file. With one name, what the build stores about itself (views,
        # comments) is still true once the file has moved to `published`.
        return self.build / "zhangben.duckdb"

    @property
    def dbt(self) -> Path:
        return self.build / "dbt"

    @property
    def plan(self) -> Path:
        """What dbt ran in the last whole build."""
        return self.build / "plan.json"

    @property
    def delta(self) -> Path:
        """Working files of a build in parts."""
        return self.build / "delta"

    @property
    def state(self) -> Path:
        return self.build / "state.json"

    @property
    def lock(self) -> Path:
        return self.build / "lock"
