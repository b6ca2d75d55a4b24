"""Service certificates as they come out: every row, the total, the mark of a reprint, and nothing outside the page."""

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdftypes import resolve1
from sqlalchemy import select

from db.certificates.issuing import Served, Snapshot, usual
from db.certificates.listings import revoke
from db.certificates.models import Certificate
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.kinds import clock, duration
from db.core.masking import Audience
from db.core.work import Cancelled, no_progress
from db.office.models import Office
from db.people.listings import PERSONS
from db.people.models import Person
from exports.certificates import TITLE
from exports.certificates.page import COLUMNS, document
from exports.certificates.report import CERTIFICATE, certificates_report, issue_into
from exports.paper.fonts import FOLDER
from exports.paper.gongwen import write_all
from exports.reports import Request

MM = 72 / 25.4
TODAY = date.today()
AGAIN = f"补打 {chinese_day(TODAY)}"
NUMBERS = {"戴素馨": "11010519491231002X", "雷昱川": "360426199101010071"}


CLEANING = "环境卫生与垃圾分类宣传"
TEAM = "畅大妈志愿服务队"


def served(n, activity=CLEANING, content="环境卫生、垃圾分类", minutes=150, team=TEAM):
    day = f"{2010 + n // 360}-{n // 30 % 12 + 1:02}-{n % 30 + 1:02}"
    return Served(day, activity, content, 540, 540 + minutes, minutes, team)


def paper(rows, name="蒲桂棠", mark="", **changes):
    kept = Snapshot(name, "居民身份证", "62010219580315000X", "CJX2021001", tuple(rows))
    values = {
        "number": "〔2021〕志证1号",
        "issued_on": date(2021, 9, 6),
        "issuer": "酒泉路街道畅家巷社区居民委员会",
        "head": "韩䶮生",
        "clerk": "宁致远",
        "contact": "0931-0000008",
        "minutes": sum(row.minutes for row in rows),
        "snapshot": kept.as_text(),
    }
    return document(Certificate(**values | changes), mark)


def drawn(*papers):
    file = BytesIO()
    write_all(file, TITLE, papers, no_progress)
    return pdfplumber.open(file)


def table_of(pdf):
    """The rows of the table on all pages, each cell's lines joined, without its heads; and how many of these."""
    rows = [[(cell or "").replace("\n", "") for cell in row] for page in pdf.pages for row in page.extract_table()]
    titles = [title for title, _width, _way in COLUMNS]
    return [row for row in rows if row != titles], rows.count(titles)


def text_of(page):
    return page.extract_text().replace("\n", "")


def written(database, report, request=None):
    file = BytesIO()
    with database.read() as session:
        report.write(session, file, request or Request(1), no_progress)
    with pdfplumber.open(file) as pdf:
        return [text_of(page) for page in pdf.pages]


@pytest.fixture
def known(office):
    """The sample office; two more of its volunteers have a document."""
    with office.write("登记证件") as session:
        for name, number in NUMBERS.items():
            PERSONS["id_number"].put(session, session.get_one(Person, person(session, name)), number)
            session.flush()
    return office


def person(session, name):
    return session.scalars(select(Person.id).where(Person.name == name)).one()


def batch(database, path, tick=no_progress, names=tuple(NUMBERS)):
    with database.read() as session:
        office = session.scalars(select(Office).where(Office.name == "畅家巷社区")).one()
        persons, common = [person(session, name) for name in names], usual(session, office, TODAY)
    return issue_into(database, "出具 2 份服务证明", persons, common, path, tick)


def test_the_sheet_says_who_did_what_and_by_whom_it_is_certified(office):
    (text,) = written(office, CERTIFICATE)
    for words in (
        "志愿服务记录证明",
        "编号：〔2021〕志证1号",
        "兹证明蒲桂棠（居民身份证号码62010219580315000X，志愿者编号CJX2021001）截至2021年8月31日",
        "志愿服务2次，服务时长共计4小时10分",
        "本证明依据本单位记录出具，用于评选优秀志愿者，可凭编号向本单位核实。",
        "负责人：韩䶮生",
        "经办人：宁致远",
        "联系电话：0931-0000008",
        "酒泉路街道畅家巷社区居民委员会",
        "2021年9月6日",
    ):
        assert words in text
    assert not re.search("补打|官方|国家|全国|社工委", text)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2021, 1, 1), date(2021, 8, 31), "于2021年1月1日至2021年8月31日参加"),
        (date(2021, 8, 30), date(2021, 8, 30), "于2021年8月30日参加"),
        (date(2021, 1, 1), None, "于2021年1月1日至2021年9月6日参加"),
        (None, None, "截至2021年9月6日参加"),
    ],
)
def test_an_open_end_of_the_period_is_said_as_it_was_counted(first, last, words):
    with drawn(paper([served(1)], first=first, last=last)) as pdf:
        assert words in text_of(pdf.pages[0])


def test_two_hundred_services_run_on_with_the_head_on_each_page_and_the_total_to_the_minute():
    rows = [served(n, minutes=30 + n % 97, activity="反诈宣传" * (1 + n % 5)) for n in range(200)]
    with drawn(paper(rows)) as pdf:
        found, heads = table_of(pdf)
        assert heads == len(pdf.pages) > 5
        for number, page in enumerate(pdf.pages, start=1):
            assert f"— {number} —" in page.extract_text()
            assert ("蒲桂棠 〔2021〕志证1号 续表" in page.extract_text()) == (number > 1)
        assert "本证明依据本单位记录出具，可凭编号向本单位核实。" in text_of(pdf.pages[-1])
    *body, end = found
    assert body == [
        [str(n), row.day, row.activity + f"（{TEAM}）", row.content, f"09:00–{clock(row.left)}", duration(row.minutes)]
        for n, row in enumerate(rows, start=1)
    ]
    assert (end[0], end[4]) == ("合计 200 次", duration(sum(row.minutes for row in rows)))


def inside(page):
    """Characters and rules within the text block of 156 × 225 mm, but for the page's number."""
    chars = [char for char in page.chars if char["top"] < 264 * MM]
    across = [(char["x0"], char["x1"]) for char in chars] + [(line["x0"], line["x1"]) for line in page.lines]
    down = [(char["top"], char["bottom"]) for char in chars] + [(line["top"], line["bottom"]) for line in page.lines]
    slack = 0.3 * MM
    return (
        min(a for a, _ in across) >= 28 * MM - slack
        and max(b for _, b in across) <= 184 * MM + slack
        and min(a for a, _ in down) >= 37 * MM - slack
        and max(b for _, b in down) <= 262 * MM + slack
    )


WORDS = st.text(alphabet="环境卫生与垃圾分类，。（）“”、· 0123456789abcXYZ䶮𬭎", min_size=1, max_size=90)


SERVED = st.builds(served, st.integers(0, 700), WORDS, WORDS, st.integers(1, 1439), WORDS)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(SERVED, min_size=1, max_size=45),
    st.text(alphabet="畅家巷社区居民委员会", min_size=1, max_size=60),
    st.text(alphabet="阿依古丽·买提", min_size=1, max_size=50),
)
def test_whatever_is_on_it_stays_on_the_page_and_nobody_signs_an_empty_one(rows, issuer, head):
    with drawn(paper(rows, issuer=issuer, head=head)) as pdf:
        assert all(inside(page) for page in pdf.pages)
        found, heads = table_of(pdf)
        assert heads == len(pdf.pages)
        numbers = [row[0] for row in found if row[0].isdigit()]
        assert numbers == [str(n) for n in range(1, len(rows) + 1)]
        assert found[-1][4] == duration(sum(row.minutes for row in rows))
        last = [row for row in pdf.pages[-1].extract_table() if row[0].isdigit()]
        assert last
        assert "2021年9月6日" in text_of(pdf.pages[-1])


def test_a_text_longer_than_a_page_goes_on_and_loses_nothing():
    content = "".join(filter("一".__le__, (FOLDER / "chars8105.txt").read_text("utf8")))[:2000]
    with drawn(paper([served(1, content=content), served(2)])) as pdf:
        assert len(pdf.pages) > 3
        assert all(inside(page) for page in pdf.pages)
        column = [row[3] for row in table_of(pdf)[0]]
    assert "".join(column).startswith(content)


def test_rare_characters_are_printed_and_what_no_font_shows_is_said_beforehand(office):
    with drawn(paper([served(1)], name="䶮𬭎㛃·买买提", purpose="入学")) as pdf:
        assert "兹证明䶮𬭎㛃·买买提（" in text_of(pdf.pages[0])
    with office.write("怪字") as session:
        row = session.get_one(Person, person(session, "雷昱川"))
        row.name, row.id_number = "雷\U00016800", NUMBERS["雷昱川"]
    with office.read() as session:
        office_row = session.scalars(select(Office).where(Office.name == "畅家巷社区")).one()
        number, common = person(session, "雷\U00016800"), usual(session, office_row, TODAY)
    issue_into(office, "出具", [number], common, BytesIO(), no_progress)
    with office.read() as session:
        assert CERTIFICATE.unprintable(session, Request(1)) == []
        assert CERTIFICATE.unprintable(session, Request(2)) == ["“\U00016800”　在雷\U00016800的证明里"]
    assert "雷〓" in written(office, CERTIFICATE, Request(2))[0]


def test_the_first_printing_is_the_original_every_later_one_says_when_it_was_made(office):
    for expected in (False, True, True):
        (text,) = written(office, CERTIFICATE)
        assert (AGAIN in text) == expected
        assert text.startswith(AGAIN) == expected
        CERTIFICATE.finish(office, Request(1), "打印")
    assert office.undo() is None  # no undo takes a paper back
    with office.read() as session:
        assert session.get_one(Certificate, 1).printed == 3


def test_looking_at_the_file_without_finishing_counts_for_nothing(office):
    written(office, CERTIFICATE)
    with office.read() as session:
        assert session.get_one(Certificate, 1).printed == 0


def test_a_batch_is_one_file_in_the_order_of_names_each_with_pages_of_its_own(known, tmp_path):
    path = tmp_path / "batch.pdf"
    ids = batch(known, path)
    with pdfplumber.open(path) as pdf:
        texts = [text_of(page) for page in pdf.pages]
    assert [re.search("兹证明(...)", text)[1] for text in texts] == ["戴素馨", "雷昱川"]
    assert not any("— 1 —" in text or "补打" in text for text in texts)  # a paper of one page bears no number
    assert all(AGAIN in text for text in written(known, certificates_report(ids), Request()))
    with known.read() as session:
        assert certificates_report(ids).name(session, Request()) == f"志愿服务记录证明2份{TODAY:%Y%m%d}"
    with pytest.raises(UserError, match="要留在登记簿里"):
        known.undo()


@pytest.mark.parametrize("when", [1, 2, 3, 4])
def test_a_batch_that_is_cancelled_leaves_neither_certificates_nor_a_file(known, tmp_path, when):
    def stop(done, total):
        assert total == 4
        if done == when:
            raise Cancelled

    path = tmp_path / "batch.pdf"
    path.write_bytes(b"yesterday's")
    with pytest.raises(Cancelled):
        batch(known, path, stop)
    assert [file.read_bytes() for file in tmp_path.glob("batch*")] == [b"yesterday's"]
    with known.read() as session:
        assert len(session.scalars(select(Certificate.id)).all()) == 1


def test_where_the_file_or_one_of_the_people_fails_nothing_is_issued(known, tmp_path):
    with pytest.raises(UserError, match="文件夹"):
        batch(known, tmp_path / "none" / "a.pdf")
    with pytest.raises(UserError, match="车凤苓没有登记证件号码"):
        batch(known, tmp_path / "a.pdf", names=("雷昱川", "车凤苓"))
    assert not list(tmp_path.glob("*.pdf*"))
    with known.read() as session:
        assert len(session.scalars(select(Certificate.id)).all()) == 1


def test_a_revoked_one_is_not_printed(office):
    with office.write("撤销证明") as session:
        revoke(session.get_one(Certificate, 1), "写错", TODAY)
    with office.read() as session:
        for report in (CERTIFICATE, certificates_report([1])):
            with pytest.raises(UserError, match=r"〔2021〕志证1号已在.*撤销，不能再打印"):
                report.write(session, BytesIO(), Request(1), no_progress)


def test_it_is_for_the_office_alone_and_asks_for_one_that_exists(office):
    for audience in (Audience.REPORT, Audience.PUBLIC):
        with pytest.raises(UserError, match="可选：内部"):
            CERTIFICATE.check(Request(1, audience))
    with office.read() as session, pytest.raises(UserError, match="没有这份证明"):
        CERTIFICATE.write(session, BytesIO(), Request(99), no_progress)


def test_its_fonts_are_embedded_and_it_says_pdf_a(tmp_path):
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        papers = [paper([served(n) for n in range(30)], mark=AGAIN), paper([served(1)], name="阿依古丽·买买提")]
        write_all(file, TITLE, papers)
    with pdfplumber.open(path) as pdf:
        fonts = [resolve1(font) for page in pdf.pages for font in resolve1(page.page_obj.resources["Font"]).values()]
        assert len(fonts) > 5
        for font in fonts:
            assert resolve1(resolve1(font["FontDescriptor"])["FontFile2"]).get_data()
        metadata = resolve1(pdf.doc.catalog["Metadata"]).get_data().decode()
        assert pdf.doc.catalog["OutputIntents"]
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in metadata
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)


@pytest.mark.parametrize("issuer", ["畅家巷社区居民委员会", "兰州市城关区酒泉路街道畅家巷社区居民委员会"])
def test_the_issuer_stands_on_one_line_in_the_middle_above_the_date(issuer):
    with drawn(paper([served(1)], issuer=issuer)) as pdf:
        lines = pdf.pages[0].extract_text_lines()
    name, day = (next(line for line in lines if line["text"] == text) for text in (issuer, "2021年9月6日"))
    assert name["x1"] <= 184.2 * MM
    assert (name["x0"] + name["x1"]) / 2 == pytest.approx((day["x0"] + day["x1"]) / 2, abs=2)
    if len(issuer) < 12:  # four characters in; below a longer issuer, which ends at the margin, further in
        assert day["x1"] == pytest.approx((184 - 4 * 156 / 28) * MM, abs=2)
    else:
        assert name["x1"] == pytest.approx(184 * MM, abs=2)


def test_the_rules_of_the_table_meet():
    """Each row ends where the next one begins: no gap, no rule drawn across another row."""
    with drawn(paper([served(n) for n in range(12)])) as pdf:
        lines = pdf.pages[0].lines
    across = {round(line["top"], 2) for line in lines if line["width"] > 100 * MM}
    upright = [(round(line["top"], 2), round(line["bottom"], 2)) for line in lines if line["width"] < 1]
    assert {end for line in upright for end in line} == across
    assert len(across) >= 13
