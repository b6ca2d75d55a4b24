"""Print a workbook with LibreOffice."""

import os
import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest

FONTS = Path(__file__).parent.parent.parent / "resources" / "fonts"
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><test name="family"><string>宋体</string></test>
<edit name="family" mode="assign" binding="strong"><string>Minutes Song</string></edit></match></fontconfig>"""


@pytest.fixture
def printed(tmp_path):
    """What LibreOffice would print of a workbook, as pages of a PDF; with a profile and fonts of its own."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("no LibreOffice")
    conf = tmp_path / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=FONTS, cache=tmp_path / "cache"), "utf8")
    opened = []

    def pages(path):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        environment = os.environ | {"FONTCONFIG_FILE": str(conf)}
        subprocess.run(command, env=environment, check=True, timeout=180, capture_output=True)
        opened.append(pdfplumber.open(tmp_path / f"{path.stem}.pdf"))
        return opened[-1].pages

    yield pages
    for pdf in opened:
        pdf.close()
