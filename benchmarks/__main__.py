"""All benchmarks that take minutes: `python -m benchmarks [INBOX]`.

Landing against pdfplumber, runs at 100 reports, and the queries at a million amounts. docs/performance.md says what was measured, and
how the larger ones are started.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from extract.paths import PROJECT


def run(title: str, *arguments: str) -> None:
    print(f"\n== {title}", flush=True)
    subprocess.run([sys.executable, "-m", *arguments], cwd=PROJECT, check=True)


def main() -> None:
    corpus = PROJECT.parent / "shared" / "corpus"
    inbox = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else corpus if corpus.is_dir() else PROJECT / "samples" / "inbox"
    run(f"landing {inbox}, every sixth PDF", "benchmarks.landing", str(inbox), "6")
    run("runs", "benchmarks.runs", "100")
    with tempfile.TemporaryDirectory(prefix="zhangben-bench-") as folder:
        data = Path(folder) / "data"
        shutil.copytree(PROJECT / "samples" / "inbox", Path(folder) / "inbox")  # README.md asks for one of them
        run("a template of the samples and 40 reports", "benchmarks.reports", f"{folder}/inbox", "40")
        run("publish it", "extract.cli", "run", "--inbox", f"{folder}/inbox", "--data", str(data))
        run("queries at 1 M amounts", "benchmarks.warehouse", str(data / "zhangben.duckdb"), f"{folder}/big.duckdb", "1000000")


if __name__ == "__main__":
    main()
