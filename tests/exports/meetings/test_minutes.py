"""The papers of a meeting as they come out: every report is written, and what stands on the pages is what was kept."""

import re
import subprocess
import unicodedata
from contextlib import suppress
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.database import Database
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.models import AgendaItem, Attendance, Meeting, Task
from db.meetings.tasks import TASKS
from exports import all_reports
from exports.meetings.minutes import MINUTES, document, finalise
from exports.meetings.notice import NOTICE, NOTICE_TEXT
from exports.meetings.sign_in import EMPTY_ROWS, SIGN_IN
from exports.paper.document_json import as_text, from_text
from exports.paper.fonts import FOLDER
from exports.reports import Request

MM = 72 / 25.4


def pages(session, report, of=3):
    file = BytesIO()
    report.write(session, file, Request(of), no_progress)
    return pdfplumber.open(file)


def text_of(pdf):
    """What stands in the text blocks."""
    chars = [char for page in pdf.pages for char in page.chars if 36.5 * MM < char["top"] < 262 * MM]
    return "".join(char["text"] for char in chars if char["text"].strip())


@pytest.mark.parametrize("report", all_reports(), ids=lambda report: report.key)
def test_every_report_is_written_for_each_of_its_audiences(office, tmp_path, report):
    with office.write("定稿") as session:
        finalise(session, session.get_one(Meeting, 2), date(2021, 9, 1))
    with office.read() as session:
        for audience in report.audiences:
            request = Request(audience=audience)
            path = tmp_path / f"{report.name(session, request)}{report.suffix}"
            report.write(session, path, request, no_progress)
            assert path.stat().st_size > 200
            assert list(report.unprintable(session, request)) == []


@pytest.mark.parametrize(
    "report", [r for r in all_reports() if Audience.PUBLIC not in r.audiences], ids=lambda r: r.key
)
def test_papers_with_names_are_refused_to_the_public(report):
    with pytest.raises(UserError, match="没有公开版"):
        report.check(Request(audience=Audience.PUBLIC))


def test_the_minutes_open_with_what_became_of_the_last_meetings_tasks(office):
    with office.read() as session, pages(session, MINUTES) as pdf:
        text = text_of(pdf)
    assert text.index("一、上次会议落实情况") < text.index("二、研究畅家巷十二号院停车秩序")
    assert "（韩䶮生，时限2021年9月10日）：已完成。名单已贴在各楼院公告栏。" in text
    assert "（兰州一中、贺翀远，时限2021年10月15日）：未开始。" in text


def test_what_is_kept_is_what_was_drawn_up(office):
    with office.read() as session:
        made = document(session, session.get_one(Meeting, 3))
    assert from_text(as_text(made)).parts == made.parts


def test_a_notice_says_when_where_who_and_what(office):
    with office.read() as session:
        with pages(session, NOTICE) as pdf:
            text = text_of(pdf)
        file = BytesIO()
        NOTICE_TEXT.write(session, file, Request(3), no_progress)
    plain = file.getvalue().decode("utf-8-sig")
    for words in (
        "2021年9月30日（星期四）9:00—10:50",
        "畅家巷社区党群服务中心三楼会议室",
        "列席人员：陆秉文、柏青禾、覃秋水。",
        "研究畅家巷十二号院停车秩序（解文堃，约40分钟）",
        "因故不能参加的，请在会前一天向社区请假。",
    ):
        assert words in text
        assert words in plain
    assert plain.splitlines()[1] == "各位委员："


def test_a_meeting_of_which_little_is_known_has_a_notice_all_the_same(office):
    with office.write("空") as session:
        number = MEETINGS.create(session, {"title": "碰头会", "held_on": "2021-12-01", "office": "雁西路社区"}).id
    with office.read() as session, pages(session, NOTICE, number) as pdf:
        text = text_of(pdf)
    assert "会议地点" not in text
    assert "2021年12月1日（星期三）" in text


def test_the_sign_in_sheet_has_numbered_rows_and_nothing_crosses_a_rule(office):
    with office.write("长") as session:
        row = session.get_one(Attendance, 40)
        row.capacity = "某某市某某区某某街道某某社区社会建设工作委员会办公室副主任兼志愿服务总队秘书长" * 2
    with office.read() as session, pages(session, SIGN_IN) as pdf:
        numbers = []
        for page in pdf.pages:
            edges = sorted({round(line["x0"], 1) for line in page.lines if line["x0"] == line["x1"]})
            assert len(edges) == 7
            top = min(line["top"] for line in page.lines)
            for char in page.chars:
                if char["top"] > top and char["bottom"] < 262 * MM and char["text"].strip():
                    column = sum(char["x0"] >= edge - 0.6 for edge in edges)
                    assert char["x1"] <= edges[column] + 0.6, char["text"]
            words = page.crop((edges[0], top, edges[1], 262 * MM)).extract_text().split()
            numbers += [int(word) for word in words if word.isdigit()]
    assert numbers == list(range(1, 18 + EMPTY_ROWS + 1))


def test_characters_without_a_glyph_are_listed_with_where_they_stand(office):
    with office.write("怪字") as session:
        session.get_one(
            AgendaItem, session.query(AgendaItem).filter_by(meeting_id=3).one().id
        ).decision = "同意\U00016800。"
    with office.read() as session:
        (found,) = MINUTES.unprintable(session, Request(3))
    assert "\U00016800" in found
    assert "会议决定：同意" in found


def test_a_sheet_to_sign_lists_them_too(office):
    with office.write("怪字") as session:
        session.get_one(Attendance, 40).capacity = "驻区\U00016800单位"
    with office.read() as session:
        [found] = [line for line in SIGN_IN.unprintable(session, Request(3)) if "单位" in line]
    assert "\U00016800" in found


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
PLACES = (
    (MEETINGS, Meeting, 3, ("title", "place", "issue", "opening", "closing", "preparation", "series")),
    (AGENDA, AgendaItem, None, ("title", "presenter", "discussion", "decision")),
    (ATTENDANCE, Attendance, None, ("capacity", "reason")),
    (TASKS, Task, 1, ("what", "progress")),
)


@pytest.fixture(scope="module")
def held(models, tmp_path_factory):
    """The sample office, opened once; nothing of the tests with it is stored."""
    database = Database(models.file(tmp_path_factory.mktemp("held"), filled=True))
    yield database
    database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=15, max_size=15), st.sampled_from([MINUTES, NOTICE, SIGN_IN]))
def test_any_text_in_any_field_gives_a_paper_or_one_sentence(held, texts, report):
    """What is typed passes the field's own parse, as in the window; nothing is stored."""
    with held.read() as session, session.no_autoflush:
        words = iter(texts)
        for listing, model, number, keys in PLACES:
            row = session.get(model, number) if number else session.query(model).filter_by(meeting_id=3).first()
            for key in keys:
                try:
                    value = listing[key].parse(next(words))
                except UserError:  # a sentence at the field
                    continue
                setattr(row, key, value)
        with suppress(UserError), pages(session, report) as pdf:
            assert pdf.pages
        with suppress(UserError):
            MINUTES.unprintable(session, Request(3))


def test_a_period_narrows_the_turnout_and_its_title_says_so(office, tmp_path):
    from openpyxl import load_workbook

    from exports.meetings.turnout import TURNOUT

    path = tmp_path / "t.xlsx"
    with office.read() as session:
        TURNOUT.write(session, path, Request(1, first=date(2021, 9, 1), last=date(2021, 12, 31)), no_progress)
    sheet = load_workbook(path).active
    assert "第一届成员出勤表（2021年9月1日至2021年12月31日）" in sheet["A1"].value
    header = [cell.value for cell in sheet[3]]
    called, rate = header.index("应到次数"), header.index("出勤率")
    assert {row[called].value for row in sheet.iter_rows(min_row=4, max_row=18)} == {1}
    assert sheet.cell(4, rate + 1).number_format == "0%"


def test_minutes_that_hold_all_8105_characters_come_back_whole(office, tmp_path):
    """Exactly, in order, through pdfplumber and through pdftotext (which also reads the page numbers)."""
    table = (FOLDER / "chars8105.txt").read_text("utf8")
    every = "".join(char for char in table if unicodedata.name(char, "").startswith("CJK UNIFIED"))
    assert len(set(every)) == len(every) >= 8105
    with office.write("长") as session:
        AGENDA["discussion"].put(session, session.query(AgendaItem).filter_by(meeting_id=3).one(), every)
    path = tmp_path / "m.pdf"
    with office.read() as session:
        MINUTES.write(session, path, Request(3), no_progress)
        assert list(MINUTES.unprintable(session, Request(3))) == []
    with pdfplumber.open(path) as pdf:
        assert every in text_of(pdf)
    found = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True).stdout
    lines = [line for line in found.decode().splitlines() if not re.fullmatch(r"\s*—\s*\d+\s*—\s*|\f?征求意见稿", line)]
    assert every in re.sub(r"\s", "", "".join(lines))
