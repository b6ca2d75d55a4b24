"""How soon the command line lists the members, beside importing SQLAlchemy: `python -m tests.bench.command_line`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.side_by_side import ROOT, side_by_side
from tests.hundred_subjects import make

LIMIT = 2.2
GROWTH = 1.1  # of a house with a hundred subjects more


def run(program, *words):
    """Milliseconds of a whole process."""
    began = time.perf_counter()
    surroundings = os.environ | {"PYTHONPATH": str(program)}
    subprocess.run([sys.executable, "-P", *words], env=surroundings, check=True, capture_output=True)
    return (time.perf_counter() - began) * 1000


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, grown = Path(folder, "data"), make(Path(folder))
        lists = ["-m", "desktop", "--data", data, "list", "members"]
        run(ROOT, "-m", "desktop", "--data", data, "sample")
        run(grown, *lists)  # compiles what was copied
        ratios = side_by_side(
            {
                "SQLAlchemy imported": lambda: run(ROOT, "-c", "import sqlalchemy, sqlalchemy.orm"),
                "members listed": lambda: run(ROOT, *lists),
                "members listed, 100 subjects more": lambda: run(grown, *lists),
            },
            {"members listed": LIMIT},
            rounds=15,
        )
        growth = ratios["members listed, 100 subjects more"] / ratios["members listed"]
        print(
            f"{'100 subjects more':44s} {growth:25.3f} ×  limit {GROWTH}  {'kept' if growth <= GROWTH else 'NOT KEPT'}"
        )


if __name__ == "__main__":
    main()
