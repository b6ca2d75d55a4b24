"""A start does not grow with the house: of a subject nobody asks for, its name is all that is loaded."""

import os
import subprocess
import sys

import pytest

from tests.hundred_subjects import MORE, make


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    return make(tmp_path_factory.mktemp("grown"))


def linli(program, data, *words):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "desktop", "--data", data, *words],
        env=os.environ | {"PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("words", [["list", "members"], ["list", "sales"], ["history"]])
def test_a_hundred_subjects_more_are_not_imported_by_who_asks_for_another(grown, models, tmp_path, words):
    data = models.file(tmp_path, filled=True).parent
    lines = linli(grown, data, *words).splitlines()
    assert len(lines) > 1


def test_a_report_is_written_without_importing_those_of_other_subjects(grown, models, tmp_path_factory):
    data = models.file(tmp_path_factory.mktemp("data"), filled=True).parent
    roster = tmp_path_factory.mktemp("out") / "roster.xlsx"
    linli(grown, data, "export", "roster", "--out", str(roster))
    assert roster.stat().st_size > 5_000


def test_whoever_asks_for_all_of_them_does_import_them(grown, tmp_path):
    asked = [sys.executable, "-P", "-c", "from db.subjects import listings; listings()"]
    done = subprocess.run(asked, env=os.environ | {"PYTHONPATH": str(grown)}, capture_output=True, encoding="utf8")
    assert "db.blank_000" in done.stderr  # so that the other tests can fail


def test_all_of_them_are_named(grown):
    asked = [sys.executable, "-P", "-c", "from db.subjects import listing_keys; print(*listing_keys(), sep='\\n')"]
    done = subprocess.run(asked, env=os.environ | {"PYTHONPATH": str(grown)}, capture_output=True, encoding="utf8")
    assert sum(key.startswith("blank_") for key in done.stdout.split()) == MORE
