"""The frozen program runs without Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_frozen_program_makes_exports_and_checks_the_sample_office(tmp_path, request):
    built = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", tmp_path / "dist", "--workpath", tmp_path / "build", ROOT / "build_installer.spec"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr[-3000:]
    moved = tmp_path / "程序 文件夹"
    shutil.move(tmp_path / "dist" / "linli", moved)
    program = moved / ("linli.exe" if os.name == "nt" else "linli")
    bare = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "HOME") if key in os.environ}

    def run(*words):
        done = subprocess.run(
            [program, "--data", tmp_path / "data", *words], env=bare, capture_output=True, text=True, encoding="utf8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("sample")
    run("export", "roster", "--of", "1", "--out", tmp_path / "r.xlsx")
    run("export", "minutes", "--of", "1", "--out", tmp_path / "m.pdf")
    run("export", "minutes_docx", "--of", "1", "--out", tmp_path / "m.docx")
    assert "数据完好" in run("check")
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")
    if postgres.BINARIES:
        server = request.getfixturevalue("server")
        url = server.url(server.create())
        run("--database", url, "sample")
        assert "数据完好" in run("--database", url, "check")
