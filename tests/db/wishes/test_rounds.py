"""Rounds of wishes and their numbers."""

import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.describe import bring_back, recycle_bin
from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.models import MOST_WISHES, Wish, WishRound
from tests.db.changes import create, put, remove

pytestmark = pytest.mark.both_databases


def round_named(session, name):
    return session.scalars(select(WishRound).where(WishRound.name == name)).one()


def test_a_round_whose_wishes_are_numbered_keeps_its_year_and_number(office):
    with pytest.raises(UserError, match="已经按年份和轮次编了号") as refused, office.write("改") as session:
        WISH_ROUNDS["year"].put(session, round_named(session, "2021年第1轮"), "2022")
    assert refused.value.field == "number"
    with office.write("新轮次") as session:
        made = WISH_ROUNDS.create(session, {"year": "2023", "number": "1", "office": "畅家巷社区"})
        session.flush()
        WISH_ROUNDS["year"].put(session, made, "2024")
        session.flush()
        assert made.name == "2024年第1轮"


def test_a_wish_put_into_another_round_gets_the_next_number_there(office):
    with office.write("改轮次") as session:
        wish = session.scalars(select(Wish).where(Wish.code == "2021-1-017")).one()
        WISHES["round"].put(session, wish, "2021年第2轮")
        session.flush()
        assert wish.code == "2021-2-003"
    office.undo()
    with office.read() as session:
        assert session.scalar(select(Wish.number).where(Wish.code == "2021-1-017")) == 17


def test_a_wish_is_numbered_by_its_code(office):
    with office.write("改编号") as session:
        wish = session.scalars(select(Wish).where(Wish.code == "2021-1-017")).one()
        WISHES["code"].put(session, wish, "2021-1-117")
        session.flush()
        assert wish.code == "2021-1-117"
        made = WISHES.create(
            session,
            {"round": "2021年第1轮", "beneficiary": "时谦", "content": "想要一把伞", "collected_on": "2021-08-27"},
        )
        assert made.code == "2021-1-118"
        assert made.collected_by == "测试员"
    for wrong in ("第七个", "2021-1-0", "7-", "2021-1-²", "①", "➀", "9" * 5000):
        with pytest.raises(UserError, match="编号的写法是") as refused, office.write("改编号") as session:
            WISHES["code"].put(session, session.get_one(Wish, 1), wrong)
        assert refused.value.field == "code"
    with pytest.raises(UserError, match="这一轮已有这个编号的心愿"), office.write("改编号") as session:
        WISHES["code"].put(session, session.get_one(Wish, 1), "2021-1-002")


def test_what_the_program_numbers_by_itself_may_be_typed_too(office):
    values = {"round": "2021年第1轮", "beneficiary": "时谦", "collected_on": "2021-08-27"}
    with office.write("登记") as session:
        WISHES.create(session, values | {"code": "2021-1-9999", "content": "想要一把伞"})
        made = WISHES.create(session, values | {"content": "想要一口锅"})
        assert made.code == "2021-1-10000"
        WISHES["code"].put(session, made, "2021-1-10000")
        last = WISHES.create(session, values | {"code": f"2021-1-{MOST_WISHES}", "content": "想要一个碗"})
        assert last.code == f"2021-1-{MOST_WISHES}"
    with pytest.raises(UserError, match="请另建一轮"), office.write("登记") as session:
        WISHES.create(session, values | {"content": "想要一双鞋"})


UMBRELLA = {"round": "2021年第1轮", "beneficiary": "濮䶮秋", "content": "想要一把伞", "collected_on": "2021-08-27"}
ON_THE_WALL = {"verified_on": "2021-08-28", "published_on": "2021-08-28"}


def code(database, number):
    with database.read() as session:
        return session.get_one(Wish, number).code


def test_the_number_of_a_wish_that_was_published_is_never_given_again(office):
    first = create(office, WISHES, UMBRELLA | ON_THE_WALL)
    assert code(office, first) == "2021-1-021"
    remove(office, WISHES, first, "删除心愿")
    second = create(office, WISHES, UMBRELLA)
    assert code(office, second) == "2021-1-022"
    with pytest.raises(UserError, match="编号 2021-1-021 是另一个公示过的心愿的") as refused:
        put(office, WISHES, second, "code", "21")
    assert refused.value.field == "code"
    with office.read() as session:
        removed = recycle_bin(session)[0]
    bring_back(office, removed)
    assert code(office, first) == "2021-1-021"
    put(office, WISHES, first, "code", "2021-1-030")
    put(office, WISHES, first, "code", "2021-1-021")  # its own


def test_nor_is_one_that_was_taken_off_the_wall_or_renumbered_or_moved_before(office):
    first = create(office, WISHES, UMBRELLA | ON_THE_WALL)
    put(office, WISHES, first, "published_on", "")
    remove(office, WISHES, first)
    second = create(office, WISHES, UMBRELLA | ON_THE_WALL)
    assert code(office, second) == "2021-1-022"
    put(office, WISHES, second, "code", "2021-1-025")
    put(office, WISHES, second, "round", "2021年第2轮")
    assert code(office, create(office, WISHES, UMBRELLA)) == "2021-1-026"
    with pytest.raises(UserError, match="2021-1-025 是另一个公示过的"):
        create(office, WISHES, UMBRELLA | {"code": "2021-1-25"})


def test_a_round_that_is_made_anew_goes_on_where_its_wall_ended(office):
    values = {"year": "2022", "number": "1", "office": "畅家巷社区"}
    number = create(office, WISH_ROUNDS, values)
    wish = create(office, WISHES, UMBRELLA | ON_THE_WALL | {"round": "2022年第1轮"})
    remove(office, WISHES, wish)
    remove(office, WISH_ROUNDS, number)
    create(office, WISH_ROUNDS, values)
    assert code(office, create(office, WISHES, UMBRELLA | {"round": "2022年第1轮"})) == "2022-1-002"


def test_the_number_of_a_wish_that_nobody_saw_may_be_given_again(office):
    create(office, WISHES, UMBRELLA, "登记心愿")
    assert office.undo() == "登记心愿"
    assert code(office, create(office, WISHES, UMBRELLA)) == "2021-1-021"


def test_numbers_are_kept_within_one_action_and_after_one_that_failed(office):
    with pytest.raises(UserError, match="没有这个"), office.write("失败") as session:
        WISHES.remove(session, [WISHES.create(session, UMBRELLA | ON_THE_WALL).id])
        assert WISHES.create(session, UMBRELLA).code == "2021-1-022"
        raise UserError("没有这个")
    with office.write("一起") as session:
        first = WISHES.create(session, UMBRELLA)
        assert first.code == "2021-1-021"
        for key, day in ON_THE_WALL.items():
            WISHES[key].put(session, first, day)
        session.flush()
        WISHES.remove(session, [first.id])
        assert WISHES.create(session, UMBRELLA).code == "2021-1-022"


def test_to_carry_over_is_a_step_and_not_a_word(office):
    with pytest.raises(UserError, match="请用右键菜单里的“转下一轮”") as refused, office.write("改") as session:
        WISHES["outcome"].put(session, session.get_one(Wish, 13), "转下一轮")
    assert refused.value.field == "outcome"


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"year": "2021", "number": "1"}, "这一年已有这一轮", "number"),
        ({"year": "1999", "number": "1"}, "年份应在 2000 到", "year"),
        ({"year": "2025", "number": "0"}, "轮次从 1 开始", "number"),
        ({"year": "2025", "number": "1", "begins": "2025-02-01", "ends": "2025-01-01"}, "截止日期早于开始日期", "ends"),
    ],
)
def test_a_round_that_cannot_be_is_refused(office, values, sentence, field):
    with pytest.raises(UserError, match=sentence) as refused, office.write("新增轮次") as session:
        WISH_ROUNDS.create(session, values | {"office": "畅家巷社区"})
    assert refused.value.field == field
