"""The command line: as a script calls it, or in the test's own process, which takes a tenth of the time."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from desktop.main import main

ROOT = Path(__file__).parent.parent.parent


def linli(data, *words, **surroundings):
    """Run the program. Each command is to be run so at least once: only a new process shows what it forgets to load."""
    return subprocess.run(
        [sys.executable, "-m", "desktop", "--data", str(data), *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf8",
        env=os.environ | surroundings,
    )


def linli_here(data, *words, **surroundings):
    """Do the same without a new process."""
    words = ["--data", str(data), *map(str, words)]
    out, err = (TextIOWrapper(BytesIO(), "utf8", newline="\n") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), patch.dict(os.environ, surroundings):
        try:
            status = main(words)
        except SystemExit as ended:  # by argparse
            status = ended.code
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read())
    return subprocess.CompletedProcess(words, status, *said)
