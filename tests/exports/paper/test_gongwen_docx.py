"""The Word twin: opened again with python-docx, and laid out by LibreOffice beside the page that we print ourselves."""

import os
import re
import shutil
import subprocess
from io import BytesIO
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.paper import gongwen, gongwen_docx
from exports.paper.docx_styles import NAMES
from exports.paper.parts import (
    Addressee,
    AttendanceList,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Labelled,
    Mark,
    Number,
    Paragraph,
    RedRule,
    Signed,
    Signing,
    Table,
    Title,
)

MM = 72 / 25.4
OFFICE = "酒泉路街道畅家巷社区"
ROOT = Path(__file__).parent.parent.parent.parent
FACES = {  # the office's faces, and those of ours that stand in for them where they are not installed
    "仿宋": "Zhuque Fangsong (technical preview)",
    "楷体": "LXGW WenKai GB Lite",
    "黑体": "Minutes Hei",
    "宋体": "Minutes Song",
    "方正小标宋简体": "Minutes Title Song",
}
MATCH = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>'
)
TALK = "与会人员围绕政策宣传、诉求收集、共建共享、化解矛盾、志愿服务、凝心聚力六项职能发言。" * 5
WHOLE = Document(
    "第三次会议纪要",
    (
        Mark("畅家巷社区社工委会议纪要"),
        Number("第1期"),
        IssuerDate("酒泉路街道畅家巷社区", "2021年8月30日"),
        RedRule(),
        Title("雁滩大桥社区社工委工作部署推进会暨业务培训会纪要"),
        Paragraph(TALK),
        Heading(1, "讨论职能", number=1),
        Heading(2, "分工", number=1),
        *(Paragraph(TALK) for _ in range(4)),
        Heading(3, "第一条", "后面接着说。", 1),
        AttendanceList(
            "出席", ("韩䶮生", "贺翀远", "邵静岚", "阿依古丽·买买提", "闵𬭎亮", "欧阳知夏", "仇建垚", "单一鸣")
        ),
        AttendanceList("请假", ("区启航（项目现场值守）", "尉迟芳（外出参加培训）")),
    ),
    Imprint("酒泉路街道畅家巷社区", "2021年8月31日", "街道党工委，区委组织部"),
    "征求意见稿",
)


def opened(document: Document) -> docx.document.Document:
    file = BytesIO()
    gongwen_docx.write(file, document, OFFICE, NAMES)
    file.seek(0)
    return docx.Document(file)


@pytest.fixture
def laid_out(tmp_path):
    """The pages that LibreOffice makes of a Word file, with our faces in place of the office's."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("no LibreOffice")
    conf = tmp_path / "fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    folders = f"<dir>{ROOT / 'resources' / 'fonts'}</dir><cachedir>{tmp_path / 'cache'}</cachedir>"
    conf.write_text(head + folders + "".join(MATCH.format(*pair) for pair in FACES.items()) + "</fontconfig>", "utf8")
    kept = []

    def pages(document):
        path = gongwen_docx.write(tmp_path / "d.docx", document, OFFICE, NAMES)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        environment = os.environ | {"FONTCONFIG_FILE": str(conf)}
        done = subprocess.run(command, env=environment, check=True, timeout=180, capture_output=True, text=True)
        if "could not be loaded" in done.stderr + done.stdout:
            pytest.skip("LibreOffice without Writer")
        kept.append(pdfplumber.open(tmp_path / "d.pdf"))
        return kept[-1].pages

    yield pages
    for pdf in kept:
        pdf.close()


def lines(pages, top=36.0, bottom=263.0):
    """The lines of the text blocks: page, text, left and right in mm."""
    found = []
    for number, page in enumerate(pages):
        chars = [c for c in page.chars if c["text"].strip() and top * MM < c["bottom"] < bottom * MM]
        chars.sort(key=lambda c: c["bottom"])
        group, last = 0, None
        for char in chars:
            group += last is not None and char["bottom"] - last > 4
            last = char["bottom"]
            char["line"] = group
        for _, line in groupby(chars, key=lambda c: c["line"]):
            line = sorted(line, key=lambda c: c["x0"])
            found.append((number, "".join(c["text"] for c in line), line[0]["x0"] / MM, line[-1]["x1"] / MM))
    return found


def test_the_page_is_set_up_by_the_standard():
    section = opened(WHOLE).sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    for margin, wanted in (
        (section.top_margin, 37),
        (section.left_margin, 28),
        (section.right_margin, 26),
        (section.bottom_margin, 35),
    ):
        assert abs(margin - Mm(wanted)) < Mm(0.1)


def test_each_part_has_its_face_and_size():
    word = opened(WHOLE)
    xml = {style.name: style.element.xml for style in word.styles}
    assert 'w:eastAsia="黑体"' in xml["Heading 1"]
    assert 'w:eastAsia="楷体"' in xml["Heading 2"]
    assert 'w:eastAsia="方正小标宋简体"' in xml["Title"]
    assert 'w:sz w:val="44"' in xml["Title"]  # 2号, in half points
    assert 'w:sz w:val="32"' in xml["Normal"]  # 3号
    texts = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
    assert texts[0] == "畅家巷社区社工委会议纪要"
    assert "一、讨论职能" in texts
    assert "（一）分工" in texts
    assert any(text.startswith("出席：韩䶮生、") for text in texts)
    assert word.core_properties.title == "第三次会议纪要"
    assert word.core_properties.author == word.core_properties.last_modified_by == OFFICE


def test_a_page_holds_22_lines_of_28_characters(laid_out):
    pages = laid_out(Document("满", (Paragraph("国" * (26 + 28 * 50)),)))
    found = lines(pages)
    assert [len(text) for _, text, _, _ in found[1:-1]] == [28] * (len(found) - 2)
    assert len(found[0][1]) == 26
    assert sum(number == 0 for number, *_ in found) == 22
    assert min(left for _, _, left, _ in found[1:]) == pytest.approx(28.0, abs=0.15)
    assert max(right for *_, right in found) == pytest.approx(184.0, abs=0.5)


def test_lines_end_where_those_of_the_printed_page_end(laid_out, tmp_path):
    """Differences of position are those of two ways to fill a line: cells there, justified characters here."""
    printed = gongwen.write(tmp_path / "p.pdf", WHOLE)
    with pdfplumber.open(printed) as pdf:
        ours = lines(pdf.pages)
    theirs = lines(laid_out(WHOLE))
    ours, theirs = ([*takewhile(lambda line: not line[1].startswith("出席"), found)] for found in (ours, theirs))
    assert [text for _, text, _, _ in theirs] == [text for _, text, _, _ in ours]
    assert [page for page, *_ in theirs] == [page for page, *_ in ours]
    for (_, text, left, right), (_, _, other_left, other_right) in zip(ours, theirs, strict=True):
        assert other_left == pytest.approx(left, abs=1.3), text  # centred lines hold figures, which are set wider
        assert other_right == pytest.approx(right, abs=3.2), text


def test_no_line_ends_within_a_number_or_begins_with_its_unit(laid_out):
    text = "".join("国" * n + "2021年，气温37.5℃，占94.8%。" for n in range(28))
    found = [line for _, line, _, _ in lines(laid_out(Document("数", (Paragraph(text),))))]
    assert "".join(found) == text
    ends = [(above[-1], below[0]) for above, below in pairwise(found)]
    assert not [pair for pair in ends if pair[1] in "℃%，。" or (pair[0] in "0123456789." and pair[1] in "0123456789.")]


def test_numbers_stand_outside_and_the_draft_says_so_on_the_first_page(laid_out):
    for number, page in enumerate(laid_out(WHOLE), start=1):
        foot = [c for c in page.chars if c["bottom"] > 265 * MM and c["text"].strip()]
        assert "".join(c["text"] for c in foot) == f"—{number}—"
        assert (foot[0]["x0"] > 105 * MM) == (number % 2 == 1)
        assert ("（征求意见稿）" in "".join(c["text"] for c in page.chars)) == (number == 1)


def test_a_letter_is_addressed_and_signed(laid_out):
    letter = (
        Title("关于开会的通知"),
        Addressee("各位委员："),
        Paragraph("请参加。"),
        Signed("畅家巷社区", "2021年8月30日"),
    )
    found = lines(laid_out(Document("通知", letter)))
    (_, _, left, _) = next(line for line in found if line[1] == "各位委员：")
    assert left == pytest.approx(28.0, abs=0.2)
    (_, _, _, right) = next(line for line in found if line[1] == "2021年8月30日")
    assert right == pytest.approx(184.0 - 4 * 156 / 28, abs=1.0)


def test_a_signature_stands_below_a_blank_line(laid_out):
    [page] = laid_out(Document("通知", (Paragraph("请参加。"), Signed("畅家巷社区", "2021年8月30日"))))
    above, issuer, date = (next(c["bottom"] for c in page.chars if c["text"] == char) for char in "请畅年")
    assert issuer - above == pytest.approx(2 * 28.95, abs=0.2)
    assert date - issuer == pytest.approx(28.95, abs=0.2)


@pytest.mark.parametrize("filled", [3, 19, 20, 21, 22])
def test_the_imprint_closes_the_last_page_as_in_print(laid_out, tmp_path, filled):
    document = Document("试印", (Paragraph("国"),) * filled, Imprint("居民委员会", "2021年8月31日", "街道党工委"))
    pages = laid_out(document)
    with pdfplumber.open(gongwen.write(tmp_path / "p.pdf", document)) as pdf:
        assert len(pages) == len(pdf.pages)
    assert [len(page.lines) for page in pages] == [0] * (len(pages) - 1) + [3]
    rules = sorted(line["top"] / MM for line in pages[-1].lines)
    assert rules[-1] == pytest.approx(262.0, abs=0.3)
    assert (rules[1] - rules[0], rules[2] - rules[1]) == pytest.approx((26.25 / MM, 26.25 / MM), abs=0.4)
    assert {(round(line["x0"] / MM), round(line["x1"] / MM)) for line in pages[-1].lines} == {(28, 184)}
    assert all(c["bottom"] / MM < rules[0] for c in pages[-1].chars if c["text"] == "国")


TEXT = st.text(max_size=120)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXT, min_size=9, max_size=9))
def test_any_text_gives_a_file_that_opens(texts):
    a, b, c, d, e, f, g, h, i = texts
    parts = (
        Number(b),
        IssuerDate(c, d),
        Title(e),
        Heading(1, f, g, 1),
        Paragraph(h),
        AttendanceList(a, (i, b)),
        Signed(c, d),
    )
    word = opened(Document(a, parts, Imprint(b, c, d), e[:10]))
    assert word.sections


def test_nothing_of_the_librarys_template_is_left():
    file = BytesIO()
    gongwen_docx.write(file, WHOLE, OFFICE, NAMES)
    assert len(file.getvalue()) < 40_000
    assert b"thumbnail" not in file.getvalue()


def test_a_list_of_names_takes_another_name():
    """Names run on without breaks of ours, so that a clerk may add one; the indent is that of the style."""
    word = opened(WHOLE)
    [listed] = [one for one in word.paragraphs if one.text.startswith("出席：")]
    assert "\n" not in listed.text
    assert "<w:br" not in listed._p.xml
    assert "<w:ind" not in listed._p.xml
    assert 'w:hanging="948"' in listed.style.element.xml  # three characters of 15.8 pt


FORM = Document(
    "签收单",
    (
        Title("微心愿签收单"),
        Number("编号：〔2021〕3号", right=True),
        Table(
            (("物品", 62, "left"), ("数量", 20, "right"), ("单位", 20, "center"), ("价值（元）", 54, "right")),
            (("米", "2", "袋", "120.00"), ("油", "1", "桶", "65.50")),
            ("合计", "", "", "185.50"),
        ),
        Labelled("联系电话", "0931-0000008"),
        Signing((("送达人：", "邵静岚"), ("签收人：", ""))),
        Signed("畅家巷社区居民委员会", "2021年8月30日"),
    ),
    above="补打　2021年9月6日",
    form=True,
)


def test_a_table_has_its_head_on_each_page_and_a_total_that_spans_empty_cells():
    [table] = opened(FORM).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["物品", "数量", "单位", "价值（元）"],
        ["米", "2", "袋", "120.00"],
        ["油", "1", "桶", "65.50"],
        ["合计", "合计", "合计", "185.50"],
    ]
    assert [row._tr.xml.count("w:tblHeader") for row in table.rows] == [1, 0, 0, 0]
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_a_form_of_one_page_bears_no_number_and_a_reprint_says_so_above(laid_out):
    [page] = laid_out(FORM)
    text = page.extract_text()
    assert "— 1 —" not in text
    [mark] = [line for line in page.extract_text_lines() if "补打" in line["text"]]
    assert mark["bottom"] < 37 * MM
    rules = sorted({round(line["x0"] / MM) for line in page.lines if line["x0"] == line["x1"]})
    assert (rules[0], rules[-1]) == (28, 184)
    said = [(line["text"].replace(" ", ""), line) for line in page.extract_text_lines()]
    name, day = (
        next(line for text, line in said if text == wanted) for wanted in ("畅家巷社区居民委员会", "2021年8月30日")
    )
    assert (name["x0"] + name["x1"]) / 2 == pytest.approx((day["x0"] + day["x1"]) / 2, abs=4)


def test_faces_are_named_as_the_office_has_them():
    file = BytesIO()
    faces = {**NAMES, "body": "仿宋_GB2312", "kai": "楷体_GB2312", "title": "华文中宋"}
    gongwen_docx.write(file, WHOLE, OFFICE, faces)
    with ZipFile(file) as package:
        styles, table = (package.read(f"word/{name}.xml").decode() for name in ("styles", "fontTable"))
    assert {*re.findall('w:eastAsia="([^"]+)"', styles)} == {*faces.values(), "zh-CN"}
    assert {*re.findall('<w:font w:name="([^"]+)"', table)} == {*faces.values()}
    assert '"仿宋"' not in styles
    assert "仿宋," in table  # Word takes it where the office's face is not installed


def test_the_file_says_who_made_it_and_holds_nobodys_name():
    file = BytesIO()
    gongwen_docx.write(file, WHOLE, OFFICE, NAMES)
    with ZipFile(file) as package:
        app = package.read("docProps/app.xml").decode()
        names = package.namelist()
    assert "<Application>邻里</Application>" in app
    assert f"<Company>{OFFICE}</Company>" in app
    assert names[0] == "[Content_Types].xml"  # where some readers look for it first
