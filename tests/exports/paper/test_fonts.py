"""The faces of the printed page, and that what they draw is seen, embedded and read back."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest

from exports.paper import fonts, gongwen
from exports.paper.parts import Document, Paragraph

TABLE = Path(fonts.__file__).parent.parent.parent / "resources" / "fonts" / "chars8105.txt"
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


@pytest.fixture(scope="module")
def characters() -> str:
    found = "".join(HAN.findall(TABLE.read_text(encoding="utf-8")))
    assert len(found) >= 8105
    assert sum(ord(char) > 0xFFFF for char in found) >= 196
    return found


@pytest.fixture(scope="module")
def table(characters: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every character of the 通用规范汉字表, printed."""
    path = tmp_path_factory.mktemp("fonts") / "table.pdf"
    return gongwen.write(path, Document("通用规范汉字表", (Paragraph(characters),)))


@pytest.fixture(scope="module")
def printed(table: Path) -> Iterator[list[list[dict[str, Any]]]]:
    """The characters of each page as pdfplumber reads them, without the page number."""
    with pdfplumber.open(table) as pdf:
        yield [[char for char in page.chars if char["size"] > 15] for page in pdf.pages]


def test_every_character_of_the_table_comes_back_through_pdfplumber(
    characters: str, printed: list[list[dict[str, Any]]]
) -> None:
    assert "".join(char["text"] for page in printed for char in page) == characters


def test_every_character_of_the_table_comes_back_through_pdftotext(characters: str, table: Path) -> None:
    read = subprocess.run(["pdftotext", "-enc", "UTF-8", table, "-"], capture_output=True, check=True).stdout.decode()
    lines = [line for line in read.split("\n") if not re.fullmatch(r"\s*—\s*\d+\s*—\s*", line)]
    assert "".join("".join(lines).split()) == characters


def test_every_character_of_the_table_leaves_ink(table: Path, printed: list[list[dict[str, Any]]]) -> None:
    document = pypdfium2.PdfDocument(table)
    for n, chars in enumerate(printed):
        image = document[n].render(scale=2).to_pil().convert("L")
        for char in chars:
            left, top = round(2 * char["x0"]), round(2 * char["top"])
            darkest, _ = image.crop((left + 2, top + 2, left + 30, top + 30)).getextrema()  # not its neighbours' ink
            assert darkest < 160, char["text"]
    document.close()


@pytest.mark.parametrize("role", fonts.FILES)
def test_every_character_of_the_table_is_shown_as_itself_in_every_role(characters: str, role: fonts.Role) -> None:
    assert fonts.missing(characters) == []
    for char in characters:
        face, shown = fonts.resolve(char, role)
        left, bottom, right, top = face.ink(shown)
        assert shown == char
        assert min(right - left, top - bottom) > 0.03, char


def test_every_font_is_embedded_as_a_subset_with_a_map_to_unicode(table: Path) -> None:
    listed = subprocess.run(["pdffonts", table], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert len(listed) > 30
    for font in listed:
        name, *_, embedded, subset, unicode, _object, _generation = font.split()
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), name
        assert "Helvetica" not in name


def test_a_map_to_unicode_gives_pairs_beyond_the_bmp_and_no_block_of_more_than_a_hundred() -> None:
    text = fonts.to_unicode("X", [0, *range(0x4E00, 0x4E00 + 250), 0x2C38E])
    assert "<FB> <D870DF8E>" in text
    assert [len(block.split("\n")) - 2 for block in re.findall(r"beginbfchar.*?endbfchar", text, re.DOTALL)] == [
        100,
        100,
        51,
    ]
    assert "<00> <0000>" not in text


@pytest.mark.parametrize("char", "䶮𬭎㛃堃犇翀中《“—")
def test_the_body_face_shows_rare_names(char: str) -> None:
    assert fonts.resolve(char, "body") == (fonts.face("body"), char)


@pytest.mark.parametrize("char", "019Ax,.%（）〔〕")
def test_figures_latin_and_brackets_of_the_body_stand_as_high_as_those_of_an_office(char: str) -> None:
    """The body face has figures of the height of an x, a 1 like a small I and （ like 〔."""
    face, shown = fonts.resolve(char, "body")
    assert (face, shown) == (fonts.face("song"), char)
    assert face.ink("1")[3] == pytest.approx(face.ink("I")[3], abs=0.03)
    assert face.ink("1")[3] > 1.3 * face.ink("x")[3]


def test_another_face_helps_out_where_the_body_face_has_nothing() -> None:
    assert not fonts.face("body").shows("①")
    assert fonts.resolve("①", "body") == (fonts.face("kai"), "①")


def test_an_empty_glyph_shows_nothing() -> None:
    assert 0x2003 in fonts.face("kai").face.charToGlyph
    assert not fonts.face("kai").shows("\u2003")
    assert not fonts.face("kai").shows("😀")


def test_what_no_font_shows_is_listed_once_and_printed_as_a_geta_mark(tmp_path: Path) -> None:
    assert fonts.missing("张😀三①ئ😀\u200b\t　\x07") == ["😀", "ئ"]
    assert fonts.missing("王〓") == []
    path = gongwen.write(tmp_path / "a.pdf", Document("缺字", (Paragraph("张😀三"),)))
    with pdfplumber.open(path) as pdf:
        assert "".join(char["text"] for char in pdf.pages[0].chars).startswith("张〓三")


def test_control_characters_selectors_and_marks_of_direction_are_left_out() -> None:
    assert fonts.printable("一\x00二\u200e三\ufe0f四\U000e0101五\ud800六\u2028七\ufeff") == "一二三四五六七"
    assert fonts.printable("一\ufffe二\uffff三\ufdd0四\U0001fffe五\U0010ffff六") == "一二三四五六"  # no characters
    assert fonts.printable("甲\u00a0乙\t丙\u2003丁　戊") == "甲 乙 丙 丁　戊"


@pytest.mark.parametrize("role", ["body", "kai", "title", "hei"])
@pytest.mark.parametrize("char", "“”‘’—…")
def test_quotes_and_dashes_are_drawn_by_a_face_that_gives_them_a_full_cell(role: fonts.Role, char: str) -> None:
    face, shown = fonts.resolve(char, role)
    left, _, right, _ = face.ink(shown)
    assert face.advance(shown) == 1
    assert (left > 0.5) if char in "“‘" else (right < 0.5) if char in "”’" else right - left > 0.7


def test_a_full_stop_stands_at_the_lower_left_of_its_cell() -> None:
    for role in fonts.FILES:
        left, bottom, right, top = fonts.face(role).ink("。")
        assert left < right < 0.5
        assert bottom < top < 0.3
