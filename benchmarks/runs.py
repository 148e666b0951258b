"""What a run costs at a number of reports: `python -m benchmarks.runs COUNT`.

First run, nothing to do, one report more, the same again. Every run is a process of its own, as a person or a scheduler starts it, on
synthetic reports (benchmarks/reports.py) and a DATA folder that is thrown away.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import reports
from extract.paths import PROJECT


def timed_run(inbox: Path, data: Path) -> tuple[float, float, float, dict[str, float]]:
    """Run the pipeline once. Returns wall and processor seconds, the peak MiB of its largest process, and the seconds of each stage.

    Processor seconds say the same on a busy machine.

    Raises CalledProcessError when nothing was published.
    """
    command = [sys.executable, "-m", "extract.cli", "run", "--inbox", str(inbox), "--data", str(data)]
    began = time.monotonic()
    child = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    took = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    stages = json.loads((data / "run_report.json").read_text(encoding="utf-8"))["seconds"]
    del stages["total"]
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, stages


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="zhangben-bench-") as folder:
        inbox, data = Path(folder) / "inbox", Path(folder) / "data"
        pages = sum(1 for _ in reports.write(inbox, count))
        print(f"{pages:,} reports")
        for name, more in (("first run", 0), ("nothing to do", 0), ("one report more", 1), ("one report more", 1), ("one report more", 1)):
            for _ in reports.write(inbox, more, first=count):
                count += more
            took, worked, peak, stages = timed_run(inbox, data)
            said = "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())
            print(f"{name:16} {took:7.2f} s  {worked:7.2f} s of processors  {peak:6.0f} MiB   {said}", flush=True)
        held = json.loads((data / "run_report.json").read_text(encoding="utf-8"))["warehouse"]
        size = (data / "zhangben.duckdb").stat().st_size / 1e6
        files = sum(1 for _ in (data / "raw").rglob("*.parquet"))
        print(f"{held['pages']:,} pages, {held['amounts']:,} amounts, file {size:.1f} MB, {files} Parquet files")


if __name__ == "__main__":
    main()
