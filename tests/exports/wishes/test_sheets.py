"""The workbooks of a round of wishes: their columns, their rows, and figures that equal what is counted otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.hardship.models import PUBLISH, Beneficiary, Consent
from db.office.models import Office
from db.wishes.claim_models import Claim, ClaimGood, ClaimParty
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.models import Wish
from db.wishes.steps import cancel_claim, live_claim
from exports import report_named
from exports.reports import Request
from exports.sheet.form import HEAD

pytestmark = pytest.mark.both_databases

COLUMNS = [
    *("编号", "征集日期", "姓名", "性别", "年龄", "困难类型", "住址", "电话", "心愿类别", "心愿内容", "预计金额"),
    *("紧急程度", "征集人", "核实情况", "同意公开", "认领人", "认领日期", "承诺日期", "完成日期", "送达人", "签收"),
    *("满意度", "回访", "备注"),
]  # domain facts, "Register columns"


def sheet(database, key, path, of=1, audience=Audience.INTERNAL):
    report = report_named(key)
    with database.read() as session:
        report.write(session, path / f"{key}.xlsx", Request(of, audience), no_progress)
    return load_workbook(path / f"{key}.xlsx", data_only=True).worksheets[0]


def records(made):
    titles = [cell.value.removesuffix("（元）") for cell in made[HEAD]]
    end = next(row for row in range(HEAD + 1, made.max_row + 1) if made.cell(row, 1).value == "合计")
    values = [[cell.value for cell in made[row]] for row in range(HEAD + 1, end)]
    total = dict(zip(titles, [cell.value for cell in made[end]], strict=True))
    return [dict(zip(titles, row, strict=True)) for row in values], total


def test_the_ledger_has_the_columns_of_the_district_in_their_order(office, tmp_path):
    made = sheet(office, "wish_ledger", tmp_path)
    assert [cell.value for cell in made[HEAD]] == ["序号", *COLUMNS[:10], "预计金额（元）", *COLUMNS[11:]]
    assert made["A1"].value == "酒泉路街道畅家巷社区2021年第1轮微心愿台账"


def test_the_ledger_holds_every_wish_of_its_round_and_adds_up_the_costs(office, tmp_path):
    found, total = records(sheet(office, "wish_ledger", tmp_path))
    assert [row["编号"] for row in found] == [f"2021-1-{n:03}" for n in range(1, 21)]
    assert total["预计金额"] == pytest.approx(sum(row["预计金额"] or 0 for row in found))
    assert "共 20 个" in total.values()
    later, _ = records(sheet(office, "wish_ledger", tmp_path, 2))
    assert [row["编号"] for row in later] == ["2021-2-001", "2021-2-002"]


def test_a_row_of_the_ledger_says_all_there_is(office, tmp_path):
    with office.write("回访") as session:
        for key, text in (("revisited_on", "2021-09-25"), ("revisited_by", "宁致远"), ("revisit", "灯好用")):
            CLAIMS[key].put(session, session.get_one(Claim, 1), text)
    row = records(sheet(office, "wish_ledger", tmp_path))[0][0]
    today = date.today()
    assert row == {
        "序号": 1,
        "编号": "2021-1-001",
        "征集日期": row["征集日期"],
        "姓名": "皇甫念",
        "性别": "女",
        "年龄": today.year - 2013 - ((today.month, today.day) < (5, 17)),
        "困难类型": "困境/留守儿童",
        "住址": "畅家巷15号院1单元402",
        "电话": None,
        "心愿类别": "物品",
        "心愿内容": "想要一盏护眼台灯，晚上写作业用",
        "预计金额": 180,
        "紧急程度": "一般",
        "征集人": "覃秋水",
        "核实情况": "2021-08-26 柏青禾：入户核实，家中只有一盏旧吊灯。",
        "同意公开": "是",
        "认领人": "兰州一中",
        "认领日期": row["认领日期"],
        "承诺日期": row["承诺日期"],
        "完成日期": row["完成日期"],
        "送达人": "贺翀远",
        "签收": "皇甫仲文",
        "满意度": "非常满意",
        "回访": "2021-09-25 宁致远：灯好用",
        "备注": None,
    }
    days = [row[key].date() for key in ("征集日期", "认领日期", "承诺日期", "完成日期")]
    assert days == [date(2021, 8, 21), date(2021, 8, 30), date(2021, 9, 3), date(2021, 8, 30)]


def test_a_wish_verified_without_words_is_still_verified_in_the_ledger(office, tmp_path):
    found, _ = records(sheet(office, "wish_ledger", tmp_path))
    assert found[4]["核实情况"] == "2021-08-26 宁致远"
    assert found[16]["核实情况"] is None


def test_the_notes_of_the_ledger_say_why_a_wish_left_its_round(office, tmp_path):
    with office.write("备注") as session:
        session.get_one(Wish, 20).note = "已电话告知"
    found, _ = records(sheet(office, "wish_ledger", tmp_path))
    assert found[18]["备注"] == "退回 2021-09-30：超出微心愿的范围，请换一个小一些的心愿"
    assert found[19]["备注"] == "撤销 2021-09-30：本人已经买到了；已电话告知"
    assert found[14]["备注"] == "转下一轮 2021-09-30：本轮没有人认领"
    assert {row["备注"] for row in found[:13]} == {None}


def test_names_alike_bear_no_number_in_the_ledger(office, tmp_path):
    with office.write("同名") as session:
        session.add(Beneficiary(name="皇甫念", guardian="某"))
    assert records(sheet(office, "wish_ledger", tmp_path))[0][0]["姓名"] == "皇甫念"


@pytest.mark.parametrize("key", ["wish_ledger", "wish_register"])
def test_the_public_gets_neither_ledger_nor_register(key):
    with pytest.raises(UserError, match="没有公开版"):
        report_named(key).check(Request(audience=Audience.PUBLIC))


def test_the_register_holds_what_was_realised_and_its_value(office, tmp_path):
    found, total = records(sheet(office, "wish_register", tmp_path))
    assert [row["编号"] for row in found] == [f"2021-1-{n:03}" for n in range(1, 8)]
    assert [row["销号"] for row in found] == ["是"] * 3 + ["否"] * 4
    assert {row["用时（天）"] for row in found} == {0}
    assert found[3]["签收人"] == "吐尔逊·艾力"
    assert total["实现价值"] == pytest.approx(sum(row["实现价值"] for row in found)) == pytest.approx(828.30)
    assert "用时（天）" in total
    assert total["用时（天）"] is None


def test_the_register_counts_days_from_the_claim_over_the_end_of_a_month(office, tmp_path):
    with office.write("实现") as session:
        for key, text in (("realised_on", "2021-10-05"), ("delivered_by", "石砺成"), ("received_by", "厉开山")):
            setattr(session.get_one(Claim, 9), key, date.fromisoformat(text) if key == "realised_on" else text)
    found, _ = records(sheet(office, "wish_register", tmp_path))
    assert found[-1]["编号"] == "2021-1-009"
    assert found[-1]["用时（天）"] == (date(2021, 10, 5) - date(2021, 9, 2)).days


def test_the_public_list_is_alike_for_all_and_drops_who_takes_back_the_consent(office, tmp_path):
    lists = [records(sheet(office, "wish_public_list", tmp_path, audience=audience))[0] for audience in Audience]
    assert lists[0] == lists[1] == lists[2]
    assert [row["编号"] for row in lists[0]] == [f"2021-1-{n:03}" for n in (*range(1, 12), 13)]
    assert lists[0][3]["许愿人"] == "阿**"
    assert [row["状态"] for row in lists[0]] == ["已实现"] * 7 + ["已认领"] * 2 + ["待认领"] * 3
    with office.write("撤回") as session:
        query = select(Consent).join(Beneficiary).where(Beneficiary.name == "皇甫念", Consent.purpose == PUBLISH)
        session.scalars(query).one().withdrawn_on = date(2021, 9, 30)
    after, _ = records(sheet(office, "wish_public_list", tmp_path))
    assert {row["编号"] for row in lists[0]} - {row["编号"] for row in after} == {"2021-1-001", "2021-1-006"}


def test_a_round_without_anything_published_is_an_empty_list(office, tmp_path):
    assert records(sheet(office, "wish_public_list", tmp_path, 2))[0] == []


def counted(session, number):
    """The figures once more, from the rows themselves and by another way: label, then what the summary shows."""
    found = {}

    def add(by, label, what, amount=1):
        found[by, label, what] = found.get((by, label, what), 0) + amount

    for wish in session.scalars(select(Wish).where(Wish.round_id == number)):
        person = session.get_one(Beneficiary, wish.beneficiary_id)
        grid = session.get_one(Office, person.office_id).name if person.office_id else "未填"
        claim = live_claim(session, wish.id)
        parties = session.scalars(select(ClaimParty).where(ClaimParty.owner_id == claim.id)).all() if claim else []
        goods = session.scalars(select(ClaimGood).where(ClaimGood.claim_id == claim.id)).all() if claim else []
        came = {
            "征集": True,
            "核实": wish.verified_on,
            "公示": wish.published_on,
            "认领": claim,
            "实现": claim and claim.realised_on,
            "转下一轮": wish.outcome == "转下一轮",
        }
        value = sum(good.value or 0 for good in goods) / 100 if claim and claim.realised_on else 0
        groups = [("心愿类别", wish.kind), ("所属网格", grid), ("合计", "")]
        groups += [("认领人类别", kind) for kind in {party.kind for party in parties}]
        for by, label in groups:
            for what, reached in came.items():
                if by != "认领人类别" or what in ("认领", "实现"):
                    add(by, label, what, bool(reached))
            add(by, label, "实现价值", value)
    return found


FIGURES = ("征集", "核实", "公示", "认领", "实现", "转下一轮", "实现价值")


def test_the_summary_equals_what_is_counted_from_the_rows(office, tmp_path):
    with office.write("更多") as session:
        session.scalars(select(Beneficiary).where(Beneficiary.name == "厉开山")).one().office_id = None
        for key, value in (("realised_on", date(2021, 10, 5)), ("delivered_by", "石砺成"), ("received_by", "厉开山")):
            setattr(session.get_one(Claim, 9), key, value)  # of a team together with a volunteer
        CLAIM_GOODS.create(session, {"item": "水龙头", "value": "35.50"}, claim_id=9)
        CLAIM_GOODS.create(session, {"item": "米", "value": "1000"}, claim_id=8)  # not delivered: doesn't count
        CLAIM_GOODS.create(session, {"item": "胶带"}, claim_id=9)  # of no known value
        cancel_claim(session, session.get_one(Claim, 8), "换人", date(2021, 10, 6))
    for number in (1, 2):
        found, total = records(sheet(office, "wish_summary", tmp_path, number))
        with office.read() as session:
            wanted = counted(session, number)
        shown = {
            (row["分类"], row["类别"], what): row[what] for row in found for what in FIGURES if row[what] is not None
        } | {("合计", "", what): total[what] for what in FIGURES}
        assert {key: value for key, value in shown.items() if value} == {
            key: pytest.approx(value) for key, value in wanted.items() if value
        }
    assert records(sheet(office, "wish_summary", tmp_path))[1]["实现价值"] == pytest.approx(828.30 + 35.50)


def test_a_claim_by_two_kinds_counts_under_both_and_once_in_the_total(office, tmp_path):
    found, total = records(sheet(office, "wish_summary", tmp_path))
    claimed = {row["类别"]: row["认领"] for row in found if row["分类"] == "认领人类别"}
    assert claimed == {"社工委成员": 1, "单位": 7, "志愿服务队": 1, "志愿者": 1}
    assert total["认领"] == 9
    assert sum(claimed.values()) == 10


def test_the_public_reads_no_figures_of_a_grid(office, tmp_path):
    public, total = records(sheet(office, "wish_summary", tmp_path, audience=Audience.PUBLIC))
    assert {row["分类"] for row in public} == {"心愿类别", "认领人类别"}
    assert total["征集"] == 20
    internal, _ = records(sheet(office, "wish_summary", tmp_path))
    assert [row["类别"] for row in internal if row["分类"] == "所属网格"] == ["畅家巷第一网格"]


def test_without_a_number_it_is_the_round_that_is_running(office, tmp_path):
    assert sheet(office, "wish_summary", tmp_path, None)["A1"].value == "酒泉路街道畅家巷社区2021年第1轮微心愿汇总表"
    with pytest.raises(UserError, match="没有这一轮"):
        sheet(office, "wish_summary", tmp_path, 99)


@pytest.mark.parametrize("key", ["wish_ledger", "wish_register", "wish_public_list", "wish_summary"])
def test_each_prints_on_one_page_across_with_its_title_and_signatures(office, tmp_path, printed, key):
    made = sheet(office, key, tmp_path)
    pages = printed(tmp_path / f"{key}.xlsx")
    wide = key == "wish_ledger"  # 24 columns: on A4 nobody could read them, and on one A3 it would be hard
    assert {(round(page.width), round(page.height)) for page in pages} == {(1191, 842) if wide else (842, 595)}
    assert len(pages) == 1 or wide
    text = "".join(page.extract_text() for page in pages)
    assert made["A1"].value in text
    assert "负责人：" in text
    assert "###" not in text


def test_file_names_say_office_round_table_and_day(office):
    with office.read() as session:
        assert report_named("wish_ledger").name(session, Request(1)) == (
            f"酒泉路街道畅家巷社区2021年第1轮微心愿台账{date.today():%Y%m%d}（内部）"
        )
