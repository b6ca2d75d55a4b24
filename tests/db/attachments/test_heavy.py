"""Pictures and PDFs made to cost memory or time."""

import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

MEASURE = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from db.attachments import file_store
from db.core.errors import UserError
for file in sys.argv[1:]:
    said = ""
    with TemporaryDirectory() as folder, file_store.intake(Path(folder)) as take:
        try:
            take(Path(file), lambda done, total: None)
        except UserError as error:
            said = str(error)
    used = getrusage(RUSAGE_CHILDREN)
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024 + int(peak.split()[1]) // 1024, said, sep="\\t")
"""


def png(path, width, height, line, more=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compress(line * height, 1)
    head = struct.pack(">IIBBBBB", width, height, 8, {3: 2, 4: 6}[(len(line) - 1) // width], 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def pdf(path, objects):
    """A PDF of these objects, the first of which is its root."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, entries)
    path.write_bytes(
        out + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def stream(data, said=b""):
    packed = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d%b>>stream\n%b\nendstream" % (len(packed), said, packed)


def page(path, content, resources=b"", more=()):
    says = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>" % resources
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    pdf(path, [b"<</Type/Catalog/Pages 2 0 R>>", pages, says, stream(content), *more])


def nested(path):
    """Twenty forms in each of twenty in each …"""
    forms = []
    for number in range(6, 18):
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % number if number < 17 else b""
        drawn = b"/F Do " * 20 if inner else b"0 0 9 9 re f"
        forms.append(stream(drawn, b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]" + inner))
    page(path, b"/F Do", b"/XObject<</F 5 0 R>>", forms)


def scan(path):
    says = b"/Type/XObject/Subtype/Image/Width 20000/Height 20000/ColorSpace/DeviceGray/BitsPerComponent 8"
    page(path, b"595 0 0 842 0 0 cm /I Do", b"/XObject<</I 5 0 R>>", [stream(b"\xff" * 20000**2, says)])


HOSTILE = {
    "rgba.png": lambda path: png(path, 9000, 9000, b"\0" + b"\xff" * 36000),
    "text.png": lambda path: png(path, 10, 10, b"\0" + bytes(30), b""),
    "progressive.jpg": lambda path: Image.new("RGB", (9000, 9000)).save(path, progressive=True),
    "packed.tif": lambda path: Image.new("RGB", (9000, 9000)).save(path, compression="tiff_lzw"),
    "paths.pdf": lambda path: page(path, b"0 0 500 800 re f\n" * 4_000_000),
    "comment.pdf": lambda path: page(path, b"%" + b"x" * 400_000_000 + b"\n0 0 1 1 re f"),
    "nested.pdf": nested,
    "scan.pdf": scan,
}


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak")
def test_hostile_pictures_and_pdfs_cost_neither_memory_nor_time(tmp_path):
    for name, make in HOSTILE.items():
        make(tmp_path / name)
    words = [sys.executable, "-c", MEASURE, *(str(tmp_path / name) for name in HOSTILE)]
    lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    before, told = 0.0, {}
    for name, line in zip(HOSTILE, lines, strict=True):
        seconds, megabytes, told[name] = line.split("\t")
        assert float(seconds) - before <= 10.5, name
        assert int(megabytes) < 300, name
        before = float(seconds)
    for name in ("rgba.png", "progressive.jpg", "packed.tif", "paths.pdf", "nested.pdf"):
        assert told[name].startswith(f"“{name}”太大或已损坏")
        assert "；请缩小" in told[name]
    assert told["text.png"] == told["scan.pdf"] == ""
