"""Name cards measured on the page: the size of each name, both faces, one to be read from behind, who gets one."""

from io import BytesIO

import pdfplumber
import pytest

from db.core.errors import UserError
from db.core.work import no_progress
from db.meetings.listings import MEETINGS
from db.meetings.models import Attendance
from exports.meetings.name_cards import NAME_CARDS
from exports.meetings.name_cards_page import draw
from exports.reports import Request

MM = 72 / 25.4
NAMES = ("邹犇", "韩䶮生", "欧阳知夏", "阿依古丽·买买提", "阿依古丽·买买提·吐尔逊江")


@pytest.fixture
def cards():
    file = BytesIO()
    draw(file, "桌签", NAMES, no_progress)
    with pdfplumber.open(file) as pdf:
        yield pdf.pages


def faces(page):
    """The characters of the lower face, in reading order, and those of the upper one, as they are read from behind."""
    middle = page.height / 2
    lower = sorted((c for c in page.chars if c["top"] >= middle), key=lambda c: c["x0"])
    upper = sorted((c for c in page.chars if c["top"] < middle), key=lambda c: -c["x0"])
    return lower, upper


def test_each_name_stands_on_both_faces_and_can_be_read_from_both_sides(cards):
    assert len(cards) == len(NAMES)
    for name, page in zip(NAMES, cards, strict=True):
        lower, upper = faces(page)
        assert "".join(c["text"] for c in lower if c["text"].strip()) == name
        assert "".join(c["text"] for c in upper if c["text"].strip()) == name
        assert {(round(c["matrix"][0]), round(c["matrix"][3])) for c in lower} == {(1, 1)}
        assert {(round(c["matrix"][0]), round(c["matrix"][3])) for c in upper} == {(-1, -1)}  # upside down
        for one, other in zip(lower, upper, strict=True):
            assert one["x0"] + other["x1"] == pytest.approx(page.width, abs=0.5)
            assert one["top"] + other["bottom"] == pytest.approx(page.height, abs=0.5)


@pytest.mark.parametrize(("place", "size"), [(0, 156), (1, 130), (2, 100)])
def test_the_size_follows_the_length_of_the_name(cards, place, size):
    assert {round(c["size"]) for c in cards[place].chars} == {size}


def test_a_long_name_fits_its_face(cards):
    for page in cards:
        lower, _ = faces(page)
        ink = [c for c in lower if c["text"].strip()]
        assert ink[-1]["x1"] - ink[0]["x0"] <= 191 * MM + 0.5
        assert (ink[0]["x0"] + ink[-1]["x1"]) / 2 == pytest.approx(105 * MM, abs=3)
        middle = {round((c["top"] + c["bottom"]) / 2 / MM) for c in ink if c["text"] != "·"}
        assert max(abs(one - (148.5 + 96.5 / 2)) for one in middle) < 4


def test_a_name_of_two_characters_takes_the_room_of_three(cards):
    lower, _ = faces(cards[0])
    first, last = lower[0], lower[-1]
    assert last["x0"] - first["x0"] == pytest.approx(2 * 156, abs=3)


def test_the_folds_are_marked_at_the_edges_only(cards):
    marks = sorted({round(line["top"] / MM, 1) for line in cards[0].lines})
    assert marks == [52.0, 148.5, 245.0]
    assert all(line["width"] <= 5.1 * MM for line in cards[0].lines)


def test_who_is_away_gets_none_and_a_meeting_without_a_list_says_so(office):
    with office.write("都请假") as session:
        for one in session.query(Attendance).filter_by(meeting_id=2):
            one.state = "请假"
        empty = MEETINGS.create(session, {"title": "碰头会", "held_on": "2021-12-01", "office": "雁西路社区"}).id
    with office.read() as session:
        file = BytesIO()
        NAME_CARDS.write(session, file, Request(3), no_progress)
        with pdfplumber.open(file) as pdf:
            text = "".join(page.extract_text() for page in pdf.pages)
        assert "单一鸣" not in text  # on leave
        assert len(pdf.pages) == 17
        for number in (2, empty):
            with pytest.raises(UserError, match="没有要来的人"):
                NAME_CARDS.write(session, BytesIO(), Request(number), no_progress)
