"""The official page as PDF/A-2u (ISO 19005-2), by what can be read of its structure; clauses in brackets.

A validator sees every paper where it is at hand (test_verapdf.py); these are the clauses that a page of text and rules
can break at all, one by one.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import decode_text

from exports.paper import fonts, gongwen
from exports.paper.parts import (
    AttendanceList,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Mark,
    Number,
    Paragraph,
    RedRule,
    Title,
)

NAMES = {
    "aid": "{http://www.aiim.org/pdfa/ns/id/}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "xmp": "{http://ns.adobe.com/xap/1.0/}",
    "pdf": "{http://ns.adobe.com/pdf/1.3/}",
    "rdf": "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
}
TITLE = "第三次会议纪要 <“A & B”> 马𬭎"
PARTS = (
    *(Mark("会议纪要"), Number("第3期"), IssuerDate("居民委员会", "2021年8月30日"), RedRule(), Title("会议\n纪要")),
    Heading(1, "议题", number=1),
    Heading(2, "分工", "由李翀负责。", number=1),
    Paragraph("in the house, “94.8%”——……①😀 马𬭎　阿依古丽·买买提" * 60),
    Paragraph("".join(map(chr, range(0x4E00, 0x4E00 + 600)))),
    AttendanceList("出席", ("李翀", "马𬭎"), separator="　"),
)


class Drawn(PDFDevice):
    """The codes that a page draws, by font: the font's dictionary is kept as it stands in the file."""

    def __init__(self, resources: Any) -> None:
        super().__init__(resources)
        self.codes: dict[int, set[int]] = defaultdict(set)
        self.fonts: dict[int, Any] = {}

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.fonts[id(textstate.font)] = textstate.font
        for text in seq:
            self.codes[id(textstate.font)].update(text)


class Kept(PDFResourceManager):
    def get_font(self, objid: Any, spec: Any) -> Any:
        font: Any = super().get_font(objid, spec)
        font.kept = {key: resolve1(value) for key, value in spec.items()}
        return font


class Program:
    """An embedded TrueType font, by its tables."""

    def __init__(self, data: bytes) -> None:
        self.data, (count,) = data, struct.unpack_from(">H", data, 4)
        rows = (struct.unpack_from(">4sIII", data, 12 + 16 * n) for n in range(count))
        self.tables = {tag.decode(): (start, length) for tag, _, start, length in rows}
        self.em = self.number("head", 18)
        self.metrics = self.number("hhea", 34)

    def number(self, table: str, at: int, kind: str = "H") -> int:
        return struct.unpack_from(">" + kind, self.data, self.tables[table][0] + at)[0]

    def glyph(self, code: int) -> int:
        """By the only table of its "cmap", of format 6 from code 0."""
        return self.number("cmap", 12 + 10 + 2 * code)

    def width(self, glyph: int) -> float:
        return self.number("hmtx", 4 * min(glyph, self.metrics - 1)) * 1000 / self.em

    def contours(self, glyph: int) -> int:
        long = self.number("head", 50)
        size, kind, unit = (4, "I", 1) if long else (2, "H", 2)
        start, end = (self.number("loca", size * n, kind) * unit for n in (glyph, glyph + 1))
        return self.number("glyf", start, "h") if end > start else 0


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "纪要.pdf"
    imprint = Imprint("居民委员会", "2021年8月30日", "街道办事处")
    return gongwen.write(target, Document(TITLE, PARTS, imprint, "征求意见稿"))


@pytest.fixture(scope="module")
def document(path: Path) -> PDFDocument:
    return PDFDocument(PDFParser(BytesIO(path.read_bytes())))


@pytest.fixture(scope="module")
def drawn(document: PDFDocument) -> Drawn:
    resources = Kept()
    device = Drawn(resources)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
    return device


@pytest.fixture(scope="module")
def packet(document: PDFDocument) -> ElementTree.Element:
    stream = resolve1(document.catalog["Metadata"])
    assert (stream.attrs["Type"].name, stream.attrs["Subtype"].name) == ("Metadata", "XML")
    return ElementTree.fromstring(stream.get_data())


def told(packet: ElementTree.Element, prefix: str, name: str) -> str:
    [found] = packet.iter(NAMES[prefix] + name)
    return "".join(found.itertext()).strip()


def test_the_file_begins_with_its_version_and_four_bytes_that_are_no_text(path: Path) -> None:  # [6.1.2]
    first, second, *_ = path.read_bytes().split(b"\n", 2)
    assert first == b"%PDF-1.7"
    assert second[0] == ord("%")
    assert all(byte > 127 for byte in second[1:5])


def test_the_file_ends_with_its_end_and_has_an_id(path: Path, document: PDFDocument) -> None:  # [6.1.3]
    assert path.read_bytes().endswith(b"%%EOF\n")
    [trailer] = [xref.get_trailer() for xref in document.xrefs]
    first, second = trailer["ID"]
    assert first == second
    assert len(first) == 16
    assert "Encrypt" not in trailer


def test_other_contents_have_another_id(tmp_path: Path) -> None:
    texts = ("甲", "乙", "甲")
    files = [gongwen.write(tmp_path / f"{n}.pdf", Document("纪要", (Paragraph(t),))) for n, t in enumerate(texts)]
    first, second, third = (re.findall(rb"/ID\s*(\[.*?\])\n", file.read_bytes(), re.DOTALL) for file in files)
    assert first != second
    assert first == third


def test_the_packet_names_part_2_conformance_u(packet: ElementTree.Element) -> None:  # [6.6.4]
    assert told(packet, "aid", "part") == "2"
    assert told(packet, "aid", "conformance") == "U"


def test_the_packet_is_plain_utf_8(path: Path, document: PDFDocument) -> None:  # [6.6.2.1]
    stream = resolve1(document.catalog["Metadata"])
    assert "Filter" not in stream.attrs
    assert stream.get_data().decode().startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>')
    assert b"encoding=" not in stream.get_data()


def test_the_packet_agrees_with_the_information_of_the_document(
    packet: ElementTree.Element, document: PDFDocument
) -> None:
    [info] = [dict(found) for found in document.info]
    assert told(packet, "dc", "title") == decode_text(info["Title"]) == TITLE
    assert told(packet, "xmp", "CreatorTool") == decode_text(info["Creator"]) == "邻里"
    assert told(packet, "pdf", "Producer") == decode_text(info["Producer"])
    for name, key in (("CreateDate", "CreationDate"), ("ModifyDate", "ModDate")):
        assert re.sub(r"[-:TZ]", "", told(packet, "xmp", name)) == decode_text(info[key])[2:16]
        assert decode_text(info[key])[16:] == "+00'00'"
    assert told(packet, "dc", "language") == document.catalog["Lang"].decode() == "zh-CN"


def test_a_title_of_any_characters_leaves_the_packet_well_formed(tmp_path: Path) -> None:
    title = "".join(map(chr, (*range(0x300), 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0xE000, 0x10FFFF))) + "]]>{date}"
    path = gongwen.write(tmp_path / "a.pdf", Document(title, (Paragraph("国"),)))
    document = PDFDocument(PDFParser(BytesIO(path.read_bytes())))
    packet = ElementTree.fromstring(resolve1(document.catalog["Metadata"]).get_data())
    assert told(packet, "dc", "title") == fonts.printable(title).strip()


def test_colours_mean_those_of_an_embedded_rgb_profile(document: PDFDocument) -> None:  # [6.2.3]
    [intent] = document.catalog["OutputIntents"]
    intent = resolve1(intent)
    assert (intent["Type"].name, intent["S"].name) == ("OutputIntent", "GTS_PDFA1")
    assert intent["OutputConditionIdentifier"]
    profile = resolve1(intent["DestOutputProfile"])
    data = profile.get_data()
    assert profile.attrs["N"] == 3
    assert (data[12:16], data[16:20], data[36:40]) == (b"mntr", b"RGB ", b"acsp")
    assert data[8] in (2, 4)
    assert len(data) == int.from_bytes(data[:4], "big")


def test_pages_have_no_transparency_actions_or_pictures(path: Path, document: PDFDocument) -> None:  # [6.2.10, 6.5]
    seen = [document.getobj(n) for xref in document.xrefs for n in xref.get_objids()]
    keys = {key for one in seen for key in (one.attrs if isinstance(one, PDFStream) else one or {})}
    assert not keys & {"Group", "SMask", "ExtGState", "AA", "OpenAction", "Names", "AcroForm", "Annots", "XObject"}
    assert not keys & {"F", "FFilter", "EmbeddedFiles", "OCProperties", "PresSteps"}
    assert b"LZWDecode" not in path.read_bytes()


def test_fonts_are_embedded_and_symbolic_without_an_encoding(drawn: Drawn) -> None:  # [6.2.11.4, 6.2.11.6]
    assert len(drawn.fonts) > len({font.basefont.partition("+")[2] for font in drawn.fonts.values()}) == 5
    for font in drawn.fonts.values():
        spec, descriptor = font.kept, font.kept["FontDescriptor"]
        assert spec["Subtype"].name == "TrueType"
        assert "Encoding" not in spec
        assert spec["BaseFont"].name == descriptor["FontName"].name
        assert re.match(r"[A-Z]{6}\+", spec["BaseFont"].name)
        assert descriptor["Flags"] & 4
        assert not descriptor["Flags"] & 32
        data = resolve1(descriptor["FontFile2"]).get_data()
        assert resolve1(descriptor["FontFile2"]).attrs["Length1"] == len(data)
        program = Program(data)
        assert program.number("cmap", 2) == 1  # tables
        assert program.number("cmap", 12) == 6  # its format
        assert len(spec["Widths"]) == spec["LastChar"] - spec["FirstChar"] + 1


def test_what_is_drawn_is_no_missing_glyph_and_as_wide_as_the_font_says(drawn: Drawn) -> None:  # [6.2.11.5, 6.2.11.8]
    for key, font in drawn.fonts.items():
        program = Program(resolve1(font.kept["FontDescriptor"]["FontFile2"]).get_data())
        for code in drawn.codes[key]:
            glyph, shown = program.glyph(code), font.to_unichr(code)
            assert glyph
            assert font.kept["Widths"][code] == pytest.approx(program.width(glyph), abs=1)
            assert program.contours(glyph) or shown in " 　"


def test_every_code_that_is_drawn_has_its_character(drawn: Drawn) -> None:  # [6.2.11.7], asked of level U only
    shown = [font.to_unichr(code) for key, font in drawn.fonts.items() for code in drawn.codes[key]]
    assert set("会议①〓𬭎—“征稿h ") <= set(shown)
    assert not {"\0", "\ufeff", "\ufffe"} & set(shown)


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(path: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr + checked.stdout
