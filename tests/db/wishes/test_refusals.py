"""What no clerk can store of a wish: one sentence at its field, and nothing is changed."""

from datetime import date

import pytest
from sqlalchemy import text

from db.check import check
from db.core.errors import UserError
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    COLLECTED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WISH_ROUNDS,
    WISHES,
)
from db.wishes.models import CARRIED, RETURNED
from db.wishes.rules import NOT_AGREED
from tests.db.changes import create, everything, put
from tests.db.wishes.wish_helpers import (
    CHILD,
    DAY,
    OF_STATE,
    ONE_MORE,
    TOMORROW,
    UNASKED,
    agree,
    call_off,
    carry_over,
    claim_of,
    deliver,
    leave,
    step,
    value,
    whose,
    withdraw,
)

pytestmark = pytest.mark.both_databases


def claim_twice(database):
    step(database, OF_STATE[CLAIMED], CLAIMED, claimant="兰州一中")


REFUSED = {
    "a claim of a wish not published": (
        lambda d: step(d, OF_STATE[VERIFIED], CLAIMED, claimant="兰州一中"),
        "这个心愿还没有公示，不能认领；请先核实、公示",
        "wish",
    ),
    "a claim of a wish that was returned": (
        lambda d: step(d, OF_STATE[RETURNED], CLAIMED, claimant="兰州一中"),
        "这个心愿已退回、撤销或转到下一轮，不能认领",
        "wish",
    ),
    "a claim of a wish carried over": (
        lambda d: step(d, OF_STATE[CARRIED], CLAIMED, claimant="兰州一中"),
        "这个心愿已退回、撤销或转到下一轮，不能认领",
        "wish",
    ),
    "a second claim": (claim_twice, "这个心愿已经有人认领", "wish"),
    "a claim before the publication": (
        lambda d: step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="兰州一中", claimed_on="2021-08-27"),
        "认领日期早于公示日期（2021年8月28日）",
        "claimed_on",
    ),
    "a publication after the claim": (
        lambda d: put(d, WISHES, OF_STATE[CLAIMED], "published_on", "2021-09-03"),
        "公示日期晚于认领日期",
        "published_on",
    ),
    "a claim by nobody": (lambda d: step(d, OF_STATE[PUBLISHED], CLAIMED), "认领人不能为空", "claimant"),
    "a claim by somebody unknown": (
        lambda d: step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="兰州一中、查无此人"),
        "没有名为“查无此人”的单位、志愿服务队、社工委成员或志愿者",
        "claimant",
    ),
    "a claim by somebody who is neither member nor volunteer": (
        lambda d: step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="宁致远"),
        "宁致远既不是在任的社工委成员，也不是志愿者",
        "claimant",
    ),
    "a delivery before the claim": (
        lambda d: deliver(d, OF_STATE[PUBLISHED], delivered_by="贺翀远", received_by="皇甫仲文"),
        "还没有人认领，不能登记实现；请先登记认领",
        "wish",
    ),
    "a delivery to nobody": (
        lambda d: deliver(d, OF_STATE[HANDED], delivered_by="贺翀远"),
        "心愿实现要写明签收人",
        "received_by",
    ),
    "a delivery by nobody": (
        lambda d: deliver(d, OF_STATE[HANDED], received_by="厉开山"),
        "心愿实现要写明送达人",
        "delivered_by",
    ),
    "a delivery without its day": (
        lambda d: put(d, CLAIMS, claim_of(d, OF_STATE[HANDED]), "received_by", "厉开山"),
        "实现心愿要写明完成日期",
        "received_by",
    ),
    "feedback before the delivery": (
        lambda d: step(d, OF_STATE[HANDED], ANSWERED, satisfaction="满意"),
        "心愿还没有实现，不能登记反馈",
        "feedback_on",
    ),
    "feedback without satisfaction": (
        lambda d: step(d, OF_STATE[REALISED], ANSWERED),
        "反馈要写明日期和满意度",
        "satisfaction",
    ),
    "a visit to see it before the delivery": (
        lambda d: put(d, CLAIMS, claim_of(d, OF_STATE[HANDED]), "revisited_on", DAY),
        "心愿还没有实现，不能登记回访",
        "revisited_on",
    ),
    "a publication without verification": (
        lambda d: step(d, OF_STATE[COLLECTED], PUBLISHED),
        "",  # nor did anybody agree to it: either may be said
        "published_on",
    ),
    "a publication that nobody agreed to": (
        lambda d: (step(d, OF_STATE[COLLECTED], VERIFIED), step(d, OF_STATE[COLLECTED], PUBLISHED)),
        "没有同意公开的记录，不能公示",
        "published_on",
    ),
    "a publication taken back under a claim": (
        lambda d: put(d, WISHES, OF_STATE[CLAIMED], "published_on", ""),
        "请先取消认领，写明原因",
        "outcome",
    ),
    "a return under a claim": (
        lambda d: leave(d, OF_STATE[CLAIMED], RETURNED),
        "请先取消认领，写明原因",
        "outcome",
    ),
    "a claimed wish carried over": (
        lambda d: carry_over(d, OF_STATE[CLAIMED]),
        "请先取消认领，写明原因",
        "outcome",
    ),
    "an end without its reason": (
        lambda d: put(d, WISHES, OF_STATE[VERIFIED], "outcome", RETURNED),
        "要写明方式、日期、经办人和原因",
        "reason",
    ),
    "an archive without feedback": (
        lambda d: step(d, OF_STATE[REALISED], ARCHIVED),
        "归档以前要先登记反馈",
        "archived_on",
    ),
    "feedback emptied in the archive": (
        lambda d: put(d, CLAIMS, claim_of(d, OF_STATE[ARCHIVED]), "feedback_on", ""),
        "",
        None,
    ),
    "a delivered claim cancelled": (
        lambda d: call_off(d, OF_STATE[REALISED]),
        "已经实现的心愿不能取消认领",
        "cancelled_on",
    ),
    "a claim moved to another wish": (
        lambda d: put(d, CLAIMS, claim_of(d, OF_STATE[CLAIMED]), "wish", "2021-1-011"),
        "认领不能换到别的心愿",
        "wish",
    ),
    "a verification before the collection": (
        lambda d: step(d, OF_STATE[COLLECTED], VERIFIED, verified_on="2021-08-01"),
        "核实日期早于征集日期",
        "verified_on",
    ),
    "a publication before the verification": (
        lambda d: step(d, OF_STATE[VERIFIED], PUBLISHED, published_on="2021-08-26"),
        "公示日期早于核实日期",
        "published_on",
    ),
    "a promise before the claim": (
        lambda d: put(d, CLAIMS, claim_of(d, OF_STATE[CLAIMED]), "promised_on", "2021-09-01"),
        "承诺日期早于认领日期",
        "promised_on",
    ),
    "a talk before the claim": (
        lambda d: step(d, OF_STATE[CLAIMED], HANDED, handed_on="2021-09-01"),
        "对接日期早于认领日期",
        "handed_on",
    ),
    "a delivery before the talk": (
        lambda d: deliver(d, OF_STATE[HANDED], realised_on="2021-09-03", delivered_by="甲", received_by="乙"),
        "完成日期早于对接日期",
        "realised_on",
    ),
    "feedback before its delivery": (
        lambda d: step(d, OF_STATE[REALISED], ANSWERED, feedback_on="2021-08-29", satisfaction="满意"),
        "反馈日期早于完成日期",
        "feedback_on",
    ),
    "a cancellation before the claim": (
        lambda d: call_off(d, OF_STATE[CLAIMED], "改主意", date(2021, 9, 1)),
        "取消日期早于认领日期",
        "cancelled_on",
    ),
    "an end before the collection": (
        lambda d: leave(d, OF_STATE[VERIFIED], RETURNED, "重复", date(2021, 8, 1)),
        "退出日期早于征集日期",
        "closed_on",
    ),
    "a wish that comes as one carried over": (
        lambda d: create(d, WISHES, ONE_MORE | {"outcome": CARRIED, "closed_on": DAY, "reason": "没有人认领"}),
        "登记以后再用右键菜单里的“转下一轮”",
        "outcome",
    ),
    "a claim though the consent was taken back": (
        lambda d: (withdraw(d, 4), step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="兰州一中", claimed_on=DAY)),
        NOT_AGREED,
        "wish",
    ),
    "a claim on the day on which the consent was taken back": (
        lambda d: (
            withdraw(d, 4, day=DAY),
            step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="兰州一中", claimed_on=DAY),
        ),
        NOT_AGREED,
        "wish",
    ),
    "a claim that is moved past the day of the withdrawal": (
        lambda d: (withdraw(d, whose(d, 8)), put(d, CLAIMS, 8, "claimed_on", DAY)),
        NOT_AGREED,
        "wish",
    ),
    "a wish without words": (
        lambda d: create(d, WISHES, {"round": "2021年第1轮", "beneficiary": "时谦", "collected_on": DAY}),
        "心愿内容不能为空",
        "content",
    ),
    "a number that is taken": (
        lambda d: create(
            d,
            WISHES,
            {"code": "5", "round": "2021年第1轮", "beneficiary": "时谦", "content": "伞", "collected_on": DAY},
        ),
        "这一轮已有这个编号的心愿",
        "code",
    ),
    "a number of another round": (
        lambda d: create(
            d,
            WISHES,
            {"code": "2021-2-050", "round": "2021年第1轮", "beneficiary": "时谦", "content": "伞", "collected_on": DAY},
        ),
        "编号和轮次对不上，这一轮的编号以 2021-1- 开头",
        "code",
    ),
    "a number that is none": (
        lambda d: put(d, WISHES, OF_STATE[PUBLISHED], "code", "第十一号"),
        "编号的写法是 年份-轮次-序号",
        "code",
    ),
    "a round's number taken": (
        lambda d: create(d, WISH_ROUNDS, {"year": "2021", "number": "1", "office": "畅家巷社区"}),
        "这一年已有这一轮",
        "number",
    ),
    "a round renumbered under its wishes": (
        lambda d: put(d, WISH_ROUNDS, 1, "number", "3"),
        "这一轮的心愿已经按年份和轮次编了号",
        "number",
    ),
    "a round that ends before it begins": (
        lambda d: put(d, WISH_ROUNDS, 1, "ends", "2021-08-01"),
        "截止日期早于开始日期",
        "ends",
    ),
    "a wish of less than nothing": (
        lambda d: put(d, WISHES, OF_STATE[VERIFIED], "cost", "-5"),
        "是负数",
        "cost",
    ),
    "a child without guardian": (
        lambda d: create(d, BENEFICIARIES, {"name": "小宝", "birth": f"{date.today().year - 9}-05"}),
        "不满十四周岁的孩子要填监护人",
        "guardian",
    ),
    "a guardian taken from a child": (
        lambda d: put(d, BENEFICIARIES, CHILD, "guardian", ""),
        "不满十四周岁的孩子要填监护人",
        "guardian",
    ),
    "a child's consent given by the child": (
        lambda d: (withdraw(d, CHILD), agree(d, CHILD)),
        "要由监护人同意",
        "given_by",
    ),
    "a consent registered twice": (lambda d: agree(d, 1), "这项同意已经登记过", "purpose"),
    "a consent withdrawn before it was given": (
        lambda d: withdraw(d, 1, day="2021-08-01"),
        "撤回日期早于同意日期",
        "withdrawn_on",
    ),
    "a description that says who it is": (
        lambda d: put(d, BENEFICIARIES, 1, "alias", "某老人瞿守拙"),
        "公开称呼里不能有姓名",
        "alias",
    ),
    "a description that is a name": (
        lambda d: put(d, BENEFICIARIES, 1, "alias", "瞿大爷"),
        "公开称呼要用“某”开头",
        "alias",
    ),
    "a visit to be made again before it was made": (
        lambda d: put(d, VISITS, 1, "follow_up_on", "2021-08-01"),
        "回访日期早于走访日期",
        "follow_up_on",
    ),
    **{
        f"a day to come: {day} of {listing.noun}": (
            lambda d, listing=listing, number=number, day=day: put(d, listing, number, day, TOMORROW),
            f"{listing[day].title} {TOMORROW} 在今天之后",
            day,
        )
        for listing, number, days in (
            (WISHES, 16, ("collected_on", "verified_on", "published_on", "closed_on", "archived_on")),
            (CLAIMS, 4, ("claimed_on", "handed_on", "realised_on", "feedback_on", "revisited_on", "cancelled_on")),
            (CLAIM_GOODS, 1, ("bought_on",)),
            (CONSENTS, 1, ("given_on", "withdrawn_on")),
            (VISITS, 1, ("visited_on", "followed_on")),
        )
        for day in days
    },
    "a claim to come": (
        lambda d: step(d, OF_STATE[PUBLISHED], CLAIMED, claimant="兰州一中", claimed_on=TOMORROW),
        "认领日期",
        "claimed_on",
    ),
    "carried over on a day to come": (
        lambda d: carry_over(d, OF_STATE[PUBLISHED], date.fromisoformat(TOMORROW)),
        "退出日期",
        "closed_on",
    ),
    "a consent to come": (lambda d: agree(d, UNASKED, day=TOMORROW), "同意日期", "given_on"),
    "goods in no number": (
        lambda d: put(d, CLAIM_GOODS, 1, "quantity", "0"),
        "数量应在 1 到",
        "quantity",
    ),
}
TWO_STEPS = {
    "a publication that nobody agreed to",
    "a child's consent given by the child",
    "a claim though the consent was taken back",
    "a claim on the day on which the consent was taken back",
    "a claim that is moved past the day of the withdrawal",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_is_said_in_one_sentence_at_its_field_and_nothing_is_changed(office, name):
    act, sentence, field = REFUSED[name]
    if name in TWO_STEPS:
        office.on_change.append(lambda: before.update(everything(office)))  # the first of two steps is fine
    before = everything(office)
    with pytest.raises(UserError) as refused:
        act(office)
    said = str(refused.value)
    assert sentence in said
    assert "\n" not in said
    assert len(said) < 70
    assert field in (None, refused.value.field)
    assert everything(office) == before
    assert check(office)[1] == []


@pytest.mark.parametrize(
    ("wish_is", "sentence"),
    [
        ({"published_on": "2021-08-28", "verified_on": "2021-08-27", "beneficiary": "时谦"}, "没有同意公开的记录"),
        ({"published_on": "2021-08-28", "beneficiary": "禹𬭎"}, "公示以前要先核实"),
        ({"archived_on": DAY, "beneficiary": "禹𬭎"}, "归档"),
    ],
)
def test_no_wish_comes_into_being_as_what_it_may_not_become(office, wish_is, sentence):
    with pytest.raises(UserError, match=sentence):
        create(office, WISHES, {"round": "2021年第1轮", "content": "伞", "collected_on": "2021-08-27"} | wish_is)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wish SET verified_by = NULL WHERE id = 16",
        "UPDATE wish SET published_on = '2021-08-29' WHERE id = 16",
        "UPDATE wish SET published_on = '2021-08-29', published_by = 'x' WHERE id = 17",
        "UPDATE wish SET outcome = '退回' WHERE id = 16",
        "UPDATE wish SET archived_on = '2021-10-01', archived_by = 'x' WHERE id = 6",
        "UPDATE claim SET handed_on = '2021-09-03' WHERE id = 8",
        "UPDATE claim SET handed_on = NULL, handed_by = NULL WHERE id = 6",
        "UPDATE claim SET realised_on = '2021-10-01', received_by = 'x' WHERE id = 9",
        "UPDATE claim SET feedback_on = '2021-10-01', feedback_by = 'x', satisfaction = '满意' WHERE id = 9",
        "UPDATE claim SET cancelled_on = NULL, cancelled_by = NULL, reason = NULL, wish_id = 8 WHERE id = 10",
        "UPDATE claim_party SET team_id = 1 WHERE id = 1",
        "DELETE FROM claim WHERE id = 1",
        "INSERT INTO claim(uid, version, wish_id, claimed_on, claimed_by) VALUES ('x', 1, 8, '2021-10-01', 'x')",
        "INSERT INTO claim(uid, version, wish_id, claimed_on, claimed_by) VALUES ('x', 1, 16, '2021-10-01', 'x')",
    ],
)
def test_the_rules_hold_for_whoever_writes_past_the_program(office, statement):
    before = everything(office)
    with pytest.raises(UserError), office.write("直接写") as session:
        session.execute(text(statement))
    assert everything(office) == before


def test_what_is_planned_may_be_on_a_day_to_come(office):
    put(office, VISITS, 1, "follow_up_on", TOMORROW)
    put(office, CLAIMS, claim_of(office, OF_STATE[CLAIMED]), "promised_on", TOMORROW)
    put(office, BENEFICIARIES, 1, "keep_until", TOMORROW)
    create(office, WISH_ROUNDS, {"year": "2199", "number": "1", "ends": TOMORROW, "office": "畅家巷社区"})


def test_a_day_to_come_that_is_stored_already_hinders_neither_an_edit_nor_an_undo(office):
    with office.write("旧数据") as session:
        session.execute(text(f"UPDATE claim SET promised_on = NULL, claimed_on = '{TOMORROW}' WHERE id = 8"))
    put(office, CLAIMS, 8, "note", "先打电话")
    put(office, CLAIMS, 8, "claimed_on", "2021-10-08", "改认领日期")
    before = everything(office)
    assert office.undo() == "改认领日期"
    assert value(office, 8, "claimed_on", CLAIMS).isoformat() == TOMORROW
    assert office.redo() == "改认领日期"
    assert everything(office) == before
