"""Poster, publication, promise and receipt of wishes: what they say, to whom, and what each leaves out."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from sqlalchemy import select

from db.core import settings
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.paper_choices import PUBLIC_CONTACT
from db.core.work import no_progress
from db.hardship.models import PUBLISH, Beneficiary, Consent
from db.people.models import Person
from db.wishes.choices import WISH_HAND, WISH_PROMISES
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIM_GOODS
from db.wishes.listings import WISHES
from exports import report_named
from exports.reports import Request
from exports.wishes.cards import WISH_CARDS
from exports.wishes.claim_papers import CLAIM_FORM, CLAIM_RECEIPT
from exports.wishes.poster import WISH_POSTER, WISH_POSTER_A4
from exports.wishes.publication import WISH_PUBLIC
from tests.exports.wishes.card_helpers import inside, wish

MM = 72 / 25.4
BLOCK = (28 * MM, 184 * MM, 37 * MM, 262 * MM)
NAMES = ("瞿守拙", "晁婉贞", "皇甫念", "皇甫仲文", "阿米娜", "吐尔逊", "禹𬭎", "濮䶮秋", "厉开山", "东方既白", "宓采薇")


def paper(database, report, of=1, audience=Audience.INTERNAL, **days):
    file = BytesIO()
    with database.read() as session:
        report.write(session, file, Request(of, audience, **days), no_progress)
    return pdfplumber.open(file)


def words_of(pdf):
    return "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")


def said(database, report, **request):
    with paper(database, report, **request) as pdf:
        return words_of(pdf)


def rows(pdf):
    found = [table for page in pdf.pages for table in page.extract_tables()]
    return [[(cell or "").replace("\n", "") for cell in row] for table in found for row in table]


def take_back(database, name):
    with database.write("撤回") as session:
        query = select(Consent).join(Beneficiary).where(Beneficiary.name == name, Consent.purpose == PUBLISH)
        row = session.scalars(query).one()
        row.withdrawn_on = row.given_on


def notes_of(page):
    """The notes of a poster: the larger coloured fields, with the characters on each."""
    fields = [rect for rect in page.rects if rect["height"] > 30 * MM]
    return ["".join(char["text"] for char in page.chars if inside(char, field)) for field in fields], fields


def test_the_wall_shows_what_is_published_and_how_far_it_is(office):
    with paper(office, WISH_POSTER) as pdf:
        [page] = pdf.pages
        assert (page.width / MM, page.height / MM) == (pytest.approx(420), pytest.approx(297))
        found, fields = notes_of(page)
        text = words_of(pdf)
    assert [note[:10] for note in found] == [f"2021-1-{n:03}" for n in (*range(1, 12), 13)]
    assert ["已实现" in note for note in found] == [True] * 7 + [False] * 5
    assert ["已认领" in note for note in found] == [False] * 7 + [True] * 2 + [False] * 3
    assert len({(round(field["width"], 1), round(field["height"], 1)) for field in fields}) == 1
    for words in ("微心愿墙", "酒泉路街道畅家巷社区", "2021年第1轮", "等待认领3个，已认领2个，已实现7个"):
        assert words in text


@pytest.mark.parametrize(("count", "pages"), [(1, [1]), (12, [12]), (13, [13]), (20, [20]), (21, [20, 1])])
def test_a_page_of_the_wall_holds_up_to_twenty_notes_that_do_not_overlap(office, count, pages):
    number = wish(office, *(f"第{n}个心愿" for n in range(1, count)), "好" * 200)
    with paper(office, WISH_POSTER, number) as pdf:
        assert [len(notes_of(page)[1]) for page in pdf.pages] == pages
        for page in pdf.pages:
            found, fields = notes_of(page)
            assert all(len(note) > 10 for note in found)
            spots = sorted((round(field["x0"]), round(field["top"])) for field in fields)
            assert len(set(spots)) == len(fields)
            assert all(field["x0"] >= 5 * MM and field["x1"] <= page.width - 5 * MM for field in fields)
            assert all(field["bottom"] <= page.height - 15 * MM for field in fields)
        assert "好" * 200 in notes_of(pdf.pages[-1])[0][-1]


def test_the_publication_says_basis_wishes_state_time_and_whom_to_tell(office):
    with paper(office, WISH_PUBLIC, last=date(2021, 9, 20)) as pdf:
        text, table = words_of(pdf), rows(pdf)
    assert table[0] == ["编号", "许愿人", "类别", "心愿内容", "认领方", "状态"]
    body = [row for row in table if row[0].startswith("2021")]
    assert len(body) == 12
    assert body[0] == ["2021-1-001", "某小学生", "物品", "想要一盏护眼台灯，晚上写作业用", "兰州一中", "已实现"]
    assert body[7][4:] == ["社工委成员", "已认领"]  # of a person no name
    assert body[8][4:] == ["退役军人志愿服务队、志愿者", "已认领"]
    assert body[9][4:] == ["", "待认领"]
    for words in (
        "酒泉路街道畅家巷社区2021年第1轮微心愿公示",
        "本轮微心愿已经核实，并经许愿人同意公开（孩子由监护人同意）。为保护许愿人，只写姓或称呼。现公示如下：",
        "共12个，待认领3个，已认领2个，已实现7个",
        "2021年9月20日至2021年9月26日。如有异议，请在公示期内向酒泉路街道畅家巷社区居民委员会反映。",
    ):
        assert words in text
    assert "查小满" not in text
    assert "雷昱川" not in text


@pytest.mark.parametrize("report", [WISH_PUBLIC, WISH_POSTER], ids=lambda report: report.key)
def test_who_takes_back_the_consent_is_gone_and_nobody_is_named(office, report):
    before = said(office, report)
    assert "2021-1-009" in before
    take_back(office, "厉开山")
    after = said(office, report)
    assert "2021-1-009" not in after
    assert "2021-1-008" in after
    for text in (before, after, said(office, report, audience=Audience.PUBLIC)):
        assert not [name for name in NAMES if name in text]


def test_where_nothing_is_published_it_says_so(office):
    for report in (WISH_PUBLIC, WISH_POSTER):
        with pytest.raises(UserError, match="2021年第2轮没有公示的心愿"):
            paper(office, report, 2)


def test_the_publication_stays_within_the_text_block_however_long(office):
    number = wish(office, *(f"{n}" + "很长的心愿" * 39 for n in range(40)))
    left, right, top, bottom = BLOCK
    with paper(office, WISH_PUBLIC, number) as pdf:
        assert len(pdf.pages) > 3
        for page in pdf.pages:
            for char in page.chars:
                if char["top"] < 262 * MM:  # but for the page number
                    assert left - 1 <= char["x0"]
                    assert char["x1"] <= right + 1
                    assert top - 1 <= char["top"]
                    assert char["bottom"] <= bottom + 1


def test_the_promise_says_who_claims_what_until_when_and_of_whose_wish_a_mask(office):
    with paper(office, CLAIM_FORM, 9) as pdf:
        text, table = words_of(pdf), rows(pdf)
        assert len(pdf.pages) == 1
    assert table[1] == ["2021-1-009", "紧急·服务", "厉**", "想请人修一修漏水的水龙头"]
    for words in (
        "微心愿认领承诺书",
        "退役军人志愿服务队、雷昱川自愿认领酒泉路街道畅家巷社区2021年第1轮微心愿一个",
        "1.在2021年9月6日以前实现上面的心愿。",
        "2.认领后7日内同社区对接",
        "认领人（签字、盖章）：",
        "社区经办人（签字）：",
        "认领日期：2021年9月2日",
    ):
        assert words in text
    assert "厉开山" not in text
    assert Audience.PUBLIC not in CLAIM_FORM.audiences


def test_the_days_of_the_promise_are_those_of_the_office(office):
    with office.write("设置") as session:
        settings.put(session, WISH_HAND, "3")
        session.get_one(Claim, 9).promised_on = None
    text = said(office, CLAIM_FORM, of=9)
    assert "2.认领后3日内同社区对接" in text
    assert "1.在年月日以前" in text.replace("\u3000", "")


def test_what_is_promised_is_the_office_s_own_and_stands_again_where_it_was_cleared(office):
    def promised(typed):
        with office.write("设置") as session:
            settings.put(session, WISH_PROMISES, typed)
        return said(office, CLAIM_FORM, of=9)

    text = promised("送到{日期}为止。\n\n不收费。")
    assert "1.送到2021年9月6日为止。" in text
    assert "2.不收费。" in text
    assert "3." not in text
    assert "5.因故" in promised(" ")


def test_the_receipt_lists_goods_with_their_sum_and_room_to_sign(office):
    with office.write("加") as session:
        CLAIM_GOODS.create(session, {"item": "书签", "quantity": "3", "unit": "枚", "value": "6.20"}, claim_id=5)
    with paper(office, CLAIM_RECEIPT, 5) as pdf:
        text, table = words_of(pdf), rows(pdf)
        ruled = [line for line in pdf.pages[0].lines if line["top"] > pdf.pages[0].search("送达人：")[0]["top"]]
        assert len(ruled) == 4
        assert min(line["x1"] - line["x0"] for line in ruled) >= 25 * MM
    assert table[0] == ["物品", "数量", "单位", "价值（元）", "备注"]
    assert table[1][:4] == ["辅导书籍", "6", "本", "148.80"]
    assert table[-1][3] == "155.00"
    for words in (
        "许愿人：东方既白（监护人：佘小满）",
        "认领人：兰州社区大学",
        "☐不同意拍照☐同意拍照，只作留存☐同意拍照，并可以公开",
        "送达人：邵静岚",
        "签收人：佘小满",
        "签收日期：2021年8月30日",
    ):
        assert words in text
    assert CLAIM_RECEIPT.audiences == (Audience.INTERNAL,)


def test_a_sum_is_left_out_while_a_value_is_not_known(office):
    with office.write("加") as session:
        CLAIM_GOODS.create(session, {"item": "旧书", "quantity": "3"}, claim_id=5)
    with paper(office, CLAIM_RECEIPT, 5) as pdf:
        assert rows(pdf)[-1] == ["合计", "", "", "", ""]


def test_before_the_delivery_the_receipt_has_rows_to_fill_in_and_a_service_needs_none(office):
    with paper(office, CLAIM_RECEIPT, 8) as pdf:
        assert [row for row in rows(pdf)[1:-1] if any(row)] == []
        assert len(rows(pdf)) == 5
        assert "许愿人：宓采薇" in words_of(pdf)
    with paper(office, CLAIM_RECEIPT, 9) as pdf:
        assert rows(pdf) == []


def test_a_long_name_stays_on_its_line(office):
    with office.write("长名") as session:
        session.get_one(Claim, 5).received_by = "阿不都热合曼·买买提吐尔逊·艾合麦提江" * 2
    with paper(office, CLAIM_RECEIPT, 5) as pdf:
        assert max(char["x1"] for char in pdf.pages[0].chars) <= 184 * MM + 1


@pytest.mark.parametrize("report", [CLAIM_FORM, CLAIM_RECEIPT], ids=lambda report: report.key)
def test_of_a_cancelled_claim_there_is_no_paper(office, report):
    with pytest.raises(UserError, match="这次认领已在2021年9月8日取消"):
        paper(office, report, 10)
    with pytest.raises(UserError, match="没有这次认领"):
        paper(office, report, 99)


def test_names_of_claimants_bear_no_number_that_tells_two_apart(office):
    with office.write("同名") as session:
        session.add(Person(name="雷昱川"))
    assert "雷昱川自愿认领" in said(office, CLAIM_FORM, of=9)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("wish_cards", "2021-1-010"),
        ("wish_poster", "2021年第1轮"),
        ("wish_public", "2021年第1轮"),
        ("claim_form", "2021-1-009"),  # the last one, 2021-1-010, was cancelled
        ("claim_receipt", "2021-1-009"),
    ],
)
def test_without_a_number_it_is_the_latest_with_something_to_print(office, key, words):
    assert words in said(office, report_named(key), of=None)


def test_file_names_say_office_table_and_day(office):
    day = f"{date.today():%Y%m%d}"
    with office.read() as session:
        for key, of, name in (
            ("wish_poster", 1, f"酒泉路街道畅家巷社区2021年第1轮微心愿墙{day}"),
            ("wish_public", 1, f"酒泉路街道畅家巷社区2021年第1轮微心愿公示{day}"),
            ("claim_form", 9, f"酒泉路街道畅家巷社区微心愿认领承诺书2021-1-009{day}"),
            ("claim_receipt", 9, f"酒泉路街道畅家巷社区微心愿签收单2021-1-009{day}"),
        ):
            assert report_named(key).name(session, Request(of)) == name


@pytest.mark.parametrize("key", ["wish_poster", "wish_public", "claim_form", "claim_receipt"])
def test_what_no_font_shows_is_said_beforehand(office, key):
    report = report_named(key)
    with office.read() as session:
        assert list(report.unprintable(session, Request(9 if key.startswith("claim") else 1))) == []
    with office.write("怪字") as session:
        row = session.get_one(WISHES.model, 9)
        row.content = "水龙头\U00016800"
    with office.read() as session:
        [line] = report.unprintable(session, Request(9 if key.startswith("claim") else 1))
    assert "\U00016800" in line


def test_a_card_says_whose_it_is_and_whom_to_call(office):
    with office.write("设置") as session:
        settings.put(session, PUBLIC_CONTACT, "居委会 0931-0000008")
    with paper(office, WISH_CARDS) as pdf:
        text = pdf.pages[0].extract_text()
    assert text.count("酒泉路街道畅家巷社区") == text.count("0931-0000008") == text.count("认领人：") > 1


def test_the_poster_on_a4_is_the_large_one_made_smaller(office):
    with paper(office, WISH_POSTER) as large, paper(office, WISH_POSTER_A4) as small:
        assert (round(small.pages[0].width), round(small.pages[0].height)) == (842, 595)
        for one, other in zip(small.pages[0].chars, large.pages[0].chars, strict=True):
            assert one["text"] == other["text"]
            assert one["x0"] == pytest.approx(other["x0"] * 297 / 420, abs=0.1)
        assert min(char["bottom"] - char["top"] for char in small.pages[0].chars) >= 8
