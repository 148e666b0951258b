"""Source → machine code for :mod:`extract.compiled`, by mypyc: `python -m extract.compiling`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from extract.compiled import BUILDS, PACKAGE, SUFFIX, folder, sources


def build() -> bool:
    """Compile the modules; False where that cannot be done here."""
    target = folder()
    if target.is_dir():
        return True
    BUILDS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILDS) as scratch:
        copy = Path(scratch)
        shutil.copytree(PACKAGE, copy / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
        files = [str(Path(PACKAGE.name) / file.relative_to(PACKAGE)) for file in sources()]
        made = subprocess.run([sys.executable, "-m", "mypyc", *files], cwd=copy, capture_output=True, text=True)
        if made.returncode:
            print(*(made.stdout + made.stderr).splitlines()[-1:], file=sys.stderr)
            return False
        shutil.rmtree(copy / "build")
        finished = copy / "finished"
        for file in sorted(copy.rglob(f"*{SUFFIX}")):
            place = finished / file.relative_to(copy)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.rename(place)
        finished.rename(target)
    return True


if __name__ == "__main__" and not build():
    print("Not compiled (that needs a C compiler and the headers of Python): the source runs as it is, reading takes half as long again.")
