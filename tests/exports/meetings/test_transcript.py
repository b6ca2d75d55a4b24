"""What was said at a meeting as it comes out on paper and in Word: who, how many, each speech, who signs."""

from io import BytesIO

import docx
import pdfplumber
import pytest

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.models import AgendaItem, Attendance, Meeting
from exports.meetings.transcript import AGENDA_DOCX, AGENDA_PAPER, TRANSCRIPT, TRANSCRIPT_DOCX
from exports.reports import Request

MM = 72 / 25.4


def pdf_of(session, report, of):
    file = BytesIO()
    report.write(session, file, Request(of), no_progress)
    return pdfplumber.open(file)


def lines_of(session, report, of):
    with pdf_of(session, report, of) as pdf:
        return [line.replace(" ", "") for page in pdf.pages for line in page.extract_text().splitlines()]


def paragraphs_of(session, report, of):
    file = BytesIO()
    report.write(session, file, Request(of), no_progress)
    file.seek(0)
    return [one.text for one in docx.Document(file).paragraphs]


def set_attendance(session, meeting, name, **values):
    rows = session.query(Attendance).filter_by(meeting_id=meeting)
    row = next(one for one in rows if ATTENDANCE.label_of(ATTENDANCE.one(session, one.id)).startswith(name))
    for key, value in values.items():
        setattr(row, key, value)


def test_it_tells_when_where_who_and_how_many(office):
    with office.read() as session:
        found = paragraphs_of(session, TRANSCRIPT_DOCX, 3)
    assert found[:6] == [
        "畅家巷社区社工委第二次会议记录",
        "时间：2021年9月30日上午9时至上午10时50分",
        "地点：畅家巷社区党群服务中心三楼会议室",
        "主持人：韩䶮生",
        "记录人：覃秋水",
        "人数：应到15人，实到14人，符合规定人数。",
    ]
    listed = {line.partition("：")[0]: line.partition("：")[2] for line in found[6:9]}
    assert listed["列席"] == "陆秉文、柏青禾、覃秋水（共3人）"
    assert listed["请假"] == "单一鸣（外地采访）（共1人）"
    assert listed["出席"].endswith("（共14人）")
    assert listed["出席"].count("、") == 13


def test_each_speech_is_a_paragraph_that_begins_with_its_speaker_in_their_order(office):
    with office.read() as session:
        found = paragraphs_of(session, TRANSCRIPT_DOCX, 3)
        with pdf_of(session, TRANSCRIPT, 3) as pdf:
            chars = [char for page in pdf.pages for char in page.chars]
    said = [line for line in found if line.startswith(("解文堃：", "区启航：", "翟㛃：", "韩䶮生："))]
    assert [line[:3] for line in said] == ["解文堃", "区启航", "翟㛃：", "韩䶮生"]
    assert said[0] == "解文堃：院里画了26个车位，晚上要停40多辆，最里面的车把消防通道堵了。"
    text = "".join(char["text"] for char in chars)
    start = text.index("区启航：重新")
    assert {char["fontname"].partition("+")[2] for char in chars[start : start + 4]} == {"MinutesHei"}


def test_where_no_speech_was_recorded_the_discussion_stands(office):
    with office.read() as session:
        discussion = session.query(AgendaItem).filter_by(meeting_id=2).first().discussion
        assert discussion in paragraphs_of(session, TRANSCRIPT_DOCX, 2)


def test_a_line_without_a_speaker_is_a_paragraph_and_a_colon_in_a_sentence_makes_none(office):
    with office.write("写") as session:
        session.query(AgendaItem).filter_by(
            meeting_id=3
        ).one().speeches = (
            "（休会十分钟）\n韩䶮生：表决办法是：举手。\n大家认为，有三点：停车、消防、收费。\n全体：同意。"
        )
    with office.read() as session:
        found = lines_of(session, TRANSCRIPT, 3)
        with pdf_of(session, TRANSCRIPT, 3) as pdf:
            bold = "".join(
                char["text"] for page in pdf.pages for char in page.chars if "MinutesHei" in char["fontname"]
            )
    assert "（休会十分钟）" in found
    assert "韩䶮生：" in bold
    assert "全体：" in bold
    assert "三点：" not in bold


def test_those_who_entrusted_somebody_are_counted_by_themselves(office):
    with office.write("委托") as session:
        set_attendance(session, 3, "单一鸣", proxy="欧阳知夏")
    with office.read() as session:
        found = paragraphs_of(session, TRANSCRIPT_DOCX, 3)
    assert "委托：单一鸣委托欧阳知夏（共1人）" in found
    assert "人数：应到15人，实到14人，符合规定人数。" in found  # nobody is present by proxy


def test_only_who_did_not_come_entrusts_somebody(office):
    with pytest.raises(UserError, match="只有请假或缺席才填委托给谁"), office.write("委托") as session:
        set_attendance(session, 3, "韩䶮生", proxy="欧阳知夏")
        session.flush()
    with office.write("委托") as session:
        set_attendance(session, 3, "单一鸣", proxy="欧阳知夏")
    with office.write("来了") as session:
        set_attendance(session, 3, "单一鸣", state="出席")
    with office.read() as session:
        assert session.query(Attendance).filter(Attendance.proxy.is_not(None)).count() == 0


def test_it_ends_with_the_hour_and_lines_to_sign_that_stay_with_the_text(office):
    with office.read() as session:
        for of in (1, 2, 3):
            with pdf_of(session, TRANSCRIPT, of) as pdf:
                last = pdf.pages[-1]
                text = [line.replace(" ", "") for line in last.extract_text().splitlines()]
                signed = next(n for n, line in enumerate(text) if line.startswith("主持人："))
                assert text[signed] == "主持人：记录人："
                assert signed > 0
                assert text[signed - 1].startswith("散会（上午") or of == 2
                rules = [line for line in last.lines if line["top"] == line["bottom"]]
                assert len(rules) == 2
                assert all(line["width"] > 30 * MM for line in rules)


@pytest.mark.parametrize("count", range(14, 24))
def test_the_lines_to_sign_never_stand_alone_on_a_page(office, count):
    with office.write("长") as session:
        session.query(AgendaItem).filter_by(meeting_id=3).one().speeches = "\n".join(["全体：同意。"] * count)
    with office.read() as session, pdf_of(session, TRANSCRIPT, 3) as pdf:
        assert len(pdf.pages[-1].extract_text().splitlines()) >= 3


def test_it_is_kept_from_the_street_and_from_the_public():
    for report in (TRANSCRIPT, TRANSCRIPT_DOCX):
        assert report.audiences == (Audience.INTERNAL,)


def test_a_meeting_without_a_list_has_no_record_and_says_why(office):
    with office.write("空") as session:
        number = MEETINGS.create(session, {"title": "碰头会", "held_on": "2021-12-01", "office": "雁西路社区"}).id
    with office.read() as session:
        with pytest.raises(UserError, match="还没有参会名单"):
            TRANSCRIPT.write(session, BytesIO(), Request(number), no_progress)
        with pytest.raises(UserError, match="还没有议题"):
            AGENDA_PAPER.write(session, BytesIO(), Request(number), no_progress)


def test_the_agenda_says_when_each_item_begins_where_every_length_is_known(office):
    with office.write("议程") as session:
        AGENDA.create(session, {"title": "通报工作", "minutes": "75", "presenter": "柏青禾"}, meeting_id=3)
        session.get_one(Meeting, 3).starts = "08:30"
    with office.read() as session, pdf_of(session, AGENDA_PAPER, 3) as pdf:
        [table] = pdf.pages[0].extract_tables()
    assert [row[:2] for row in table[1:]] == [["1", "08:30—09:45"], ["2", "09:45—10:25"]]
    assert table[1][2:] == ["通报工作", "柏青禾"]
    with office.write("不知道") as session:
        session.query(AgendaItem).filter_by(meeting_id=3, title="通报工作").one().minutes = None
    with office.read() as session, pdf_of(session, AGENDA_PAPER, 3) as pdf:
        [table] = pdf.pages[0].extract_tables()
    assert table[0] == ["序号", "议题", "汇报人"]


def test_the_agenda_can_be_edited_in_word(office):
    with office.read() as session:
        file = BytesIO()
        AGENDA_DOCX.write(session, file, Request(1), no_progress)
    file.seek(0)
    word = docx.Document(file)
    assert word.paragraphs[0].text == "畅家巷社区社工委第一次会议议程"
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["1", "宣布社工委组成人员名单", "柏青禾"]
