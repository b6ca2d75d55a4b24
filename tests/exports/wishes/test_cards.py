"""The cards of wishes, measured in the PDF: equal, cut where they touch, nothing of a wish outside its card."""

from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.hardship.models import PUBLISH, Beneficiary, Consent
from db.wishes import steps as wish_steps
from db.wishes.models import Wish
from exports.reports import Request
from exports.wishes.card_text import SHADES
from exports.wishes.cards import WISH_CARDS
from tests.exports.wishes.card_helpers import inside, wish

MM = 72 / 25.4
SIXTY = (
    "想请人教会我用手机看病挂号、交水电费，再帮忙把家里那台旧收音机修一修，"
    "晚上能听听秦腔，还想要一盏亮一点的台灯放在床头看书读报"
)[:60]
RARE = "𬭎䶮㛃"
WORST = ("好" * 200, "“（" * 100, "W" * 200, "，。" * 100, "𬭎" * 200, "a b" * 66, "字\n" * 60, "1")


def cards(database, of=None, audience=Audience.PUBLIC):
    file = BytesIO()
    with database.read() as session:
        WISH_CARDS.write(session, file, Request(of, audience), no_progress)
    return pdfplumber.open(file)


def boxes(page):
    """The cards, white as they are; the colour is another rectangle on them."""
    return [rect for rect in page.rects if rect["non_stroking_color"] == (1, 1, 1)]


def colours(page):
    return {tuple(round(part, 3) for part in rect["non_stroking_color"]) for rect in page.rects}


def words(page, box):
    """The characters on a card in the order in which they are read."""
    return "".join(char["text"] for char in page.chars if inside(char, box))


def test_a_page_has_eight_equal_cards_within_what_printers_reach_and_the_ninth_begins_another(office):
    number = wish(office, *(f"第{n}个心愿" for n in range(1, 10)))
    with cards(office, number) as pdf:
        first, second = pdf.pages
        assert (first.width / MM, first.height / MM) == (pytest.approx(210), pytest.approx(297))
        found = boxes(first)
        assert len(found) == 8
        for box in found:
            assert (box["width"] / MM, box["height"] / MM) == (pytest.approx(95, abs=0.1), pytest.approx(68, abs=0.1))
            assert min(box["x0"], box["top"], first.width - box["x1"], first.height - box["bottom"]) >= 5 * MM
        corners = {(round(box["x0"], 1), round(box["top"], 1)) for box in found}
        assert len(corners) == 8
        assert [len(set(places)) for places in zip(*corners, strict=True)] == [2, 4]
        assert [f"第{n}个心愿" in words(first, box) for n, box in enumerate(found, start=1)] == [True] * 8
        assert len(boxes(second)) == 1
        assert "第9个心愿" in words(second, boxes(second)[0])


def test_marks_stand_at_every_edge_outside_the_cards_where_printers_reach(office):
    number = wish(office, *"一二三四五六七八")
    with cards(office, number) as pdf:
        [page] = pdf.pages
        found = boxes(page)
        left, right = min(box["x0"] for box in found), max(box["x1"] for box in found)
        top, bottom = min(box["top"] for box in found), max(box["bottom"] for box in found)
        marks = [line for line in page.lines if not any(inside(line, box, 0) for box in found)]
        upright = [line for line in marks if abs(line["x1"] - line["x0"]) < 0.01]
        level = [line for line in marks if abs(line["bottom"] - line["top"]) < 0.01]
        assert len(upright) + len(level) == len(marks)
        for line in upright:
            assert line["bottom"] <= top or line["top"] >= bottom
        for line in level:
            assert line["x1"] <= left or line["x0"] >= right
        for line in marks:
            assert min(line["x0"], line["top"], page.width - line["x1"], page.height - line["bottom"]) >= 5 * MM - 0.01
        edges = {round(box[key], 1) for box in found for key in ("x0", "x1")}
        assert sorted(round(line["x0"], 1) for line in upright) == sorted([*edges, *edges])
        edges = {round(box[key], 1) for box in found for key in ("top", "bottom")}
        assert sorted(round(line["top"], 1) for line in level) == sorted([*edges, *edges])


@pytest.mark.parametrize("text", [SIXTY, "好" * 60, *WORST], ids=range(2 + len(WORST)))
def test_nothing_of_a_wish_is_cut_off_or_outside_the_colour_of_its_card(office, text):
    number = wish(office, "灯")
    with office.write("旧数据") as session:  # which may have held several lines
        session.scalars(select(Wish).where(Wish.round_id == number)).one().content = text
    with cards(office, number) as pdf:
        [page] = pdf.pages
        [box] = boxes(page)
        colour = next(rect for rect in page.rects if rect is not box)
        assert all(inside(char, colour) for char in page.chars)
        shown = words(page, box)
    plain = "".join(text.split())
    assert plain in "".join(shown.split())


def test_a_wish_of_sixty_characters_is_read_from_afar_and_one_of_two_hundred_still_at_hand(office):
    sizes = []
    for text in ("想换一块轻便的菜板", SIXTY, "好" * 60, "好" * 200):
        with cards(office, wish(office, text)) as pdf:
            sizes.append(max(char["size"] for char in pdf.pages[0].chars if char["text"] in text))
    assert len(SIXTY) == 60
    assert sizes[0] >= 22
    assert min(sizes[1:3]) >= 14
    assert sizes[3] >= 7.5
    assert sizes == sorted(sizes, reverse=True)


def test_lines_of_a_wish_do_not_touch(office):
    with cards(office, wish(office, "好" * 60)) as pdf:
        tops = sorted({round(char["top"], 1) for char in pdf.pages[0].chars if char["text"] == "好"})
        size = next(char["size"] for char in pdf.pages[0].chars if char["text"] == "好")
    assert len(tops) > 1
    assert min(b - a for a, b in pairwise(tops)) > 1.2 * size


def test_rare_characters_come_back_in_their_order(office):
    with cards(office, wish(office, f"想找{RARE}三个字的字典")) as pdf:
        assert f"想找{RARE}三个字的字典" in words(pdf.pages[0], boxes(pdf.pages[0])[0])
    with office.read() as session:
        assert WISH_CARDS.unprintable(session, Request()) == []


def test_characters_that_no_font_shows_are_said_beforehand(office):
    number = wish(office, "想要\U00016800")
    with office.read() as session:
        [line] = WISH_CARDS.unprintable(session, Request(number))
    assert line.startswith("“\U00016800”　在 2021-")


@pytest.mark.parametrize(
    ("kind", "urgency", "colour", "said"),
    [
        ("物品", "一般", "蓝", "物品"),
        ("服务", "一般", "黄", "服务"),
        ("陪伴", "一般", "黄", "陪伴"),
        ("物品", "紧急", "红", "紧急·物品"),
        ("陪伴", "紧急", "红", "紧急·陪伴"),
    ],
)
def test_the_colour_and_a_word_tell_the_kind(office, kind, urgency, colour, said):
    with cards(office, wish(office, "心愿", kind=kind, urgency=urgency)) as pdf:
        [page] = pdf.pages
        shade = SHADES[colour]
        assert colours(page) == {(1, 1, 1)} | {tuple(round(p, 3) for p in one) for one in (shade.band, shade.body)}
        assert said in words(page, boxes(page)[0])


def luminance(colour):
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", SHADES)
def test_words_stand_out_from_their_colours(colour):
    """WCAG 2.1, 1.4.6: 7 to 1; on the band, in bold type of 12 points and more, 4.5 to 1."""
    shade = SHADES[colour]
    for paper, ink, least in ((shade.body, (0, 0, 0), 7), (shade.band, shade.ink, 4.5)):
        light, dark = sorted((luminance(paper), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least


def test_a_card_says_number_masked_name_and_where_to_sign_and_is_alike_for_all(office):
    number = wish(office, "想要一口锅", whose="禹𬭎")
    seen = set()
    for audience in Audience:
        with cards(office, number, audience) as pdf:
            seen.add(words(pdf.pages[0], boxes(pdf.pages[0])[0]))
    [text] = seen
    assert "2021-" in text
    assert "许愿人：禹*" in text
    assert "认领人：" in text
    assert "𬭎" not in text


def test_a_telephone_number_in_a_wish_is_masked(office):
    with cards(office, wish(office, "请打13912345678找我")) as pdf:
        assert "139****5678" in words(pdf.pages[0], boxes(pdf.pages[0])[0])


def test_only_what_waits_on_the_wall_has_a_card(office):
    with cards(office, 1) as pdf:
        text = pdf.pages[0].extract_text()
    assert [code for n in range(1, 21) if (code := f"2021-1-{n:03}") in text] == [
        "2021-1-010",
        "2021-1-011",
        "2021-1-013",
    ]


def test_who_takes_back_the_consent_is_gone_at_the_next_writing(office):
    number = wish(office, "想要一盏灯", whose="厉开山")
    with cards(office, number) as pdf:
        assert "想要一盏灯" in pdf.pages[0].extract_text()
    with office.write("撤回") as session:
        query = select(Consent).join(Beneficiary).where(Beneficiary.name == "厉开山", Consent.purpose == PUBLISH)
        session.scalars(query).one().withdrawn_on = session.scalars(query).one().given_on
    with pytest.raises(UserError, match="没有已公示又等人认领的心愿"):
        cards(office, number)


def test_without_a_round_it_says_what_to_do(database):
    from db.core.tables import Setting
    from db.office.models import Office

    with database.write("设置") as session:
        session.add(Office(name="甲社区", code="620102001001", level="社区"))
        session.flush()
        session.add(Setting(key="office", value="1"))
    with pytest.raises(UserError, match="还没有轮次"):
        cards(database)
    with database.read() as session, pytest.raises(UserError, match="没有这一轮"):
        wish_steps.round_of(session, 99)


def test_the_file_name_says_office_round_and_table(office):
    with office.read() as session:
        assert WISH_CARDS.name(session, Request(1)).startswith("酒泉路街道畅家巷社区2021年第1轮心愿卡20")


def test_a_description_as_long_as_may_be_stays_on_its_line(office):
    called = "某" + "独居老人" * 4 + "好好好"
    with office.write("称呼") as session:
        session.scalars(select(Beneficiary).where(Beneficiary.name == "瞿守拙")).one().alias = called
    with cards(office, wish(office, "灯")) as pdf:
        [page] = pdf.pages
        colour = next(rect for rect in page.rects if rect["non_stroking_color"] != (1, 1, 1))
        assert all(inside(char, colour) for char in page.chars)
        assert called in words(page, boxes(page)[0])
