"""How long a first run and a run with nothing to do take: `python -m benchmarks [INBOX]`.

Every run is a process of its own, as a person or a scheduler starts it, on a DATA folder that is thrown away.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extract.paths import PROJECT


def timed_run(inbox: Path, data: Path) -> tuple[float, dict[str, float]]:
    """Run the pipeline once. Returns wall seconds and the seconds of each stage. Raises CalledProcessError when nothing was published."""
    began = time.monotonic()
    command = [sys.executable, "-m", "extract.cli", "run", "--inbox", str(inbox), "--data", str(data)]
    ended = subprocess.run(command, cwd=PROJECT, stdout=subprocess.DEVNULL, check=False)
    took = time.monotonic() - began
    if ended.returncode not in (0, 3):
        raise subprocess.CalledProcessError(ended.returncode, command)
    return took, json.loads((data / "run_report.json").read_text(encoding="utf-8"))["seconds"]


def main() -> None:
    inbox = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PROJECT / "samples" / "inbox"
    with tempfile.TemporaryDirectory(prefix="zhangben-bench-") as folder:
        data = Path(folder) / "data"
        for name in ("first run", "nothing to do"):
            took, stages = timed_run(inbox, data)
            stages.pop("total")
            print(f"{name:15} {took:7.2f} s   " + "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items()))
        report = json.loads((data / "run_report.json").read_text(encoding="utf-8"))
        held = report["warehouse"]
        print(f"{report['documents']['seen']:,} files, {held['pages']:,} pages, {held['amounts']:,} amounts")
        print(f"file {(data / 'zhangben.duckdb').stat().st_size / 1e6:.1f} MB")
    # Linux counts in KiB; the largest of all processes, each by itself.
    print(f"peak memory of one process {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
