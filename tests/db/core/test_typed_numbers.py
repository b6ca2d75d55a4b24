"""Numbers and dates as people type them: in figures of either width; ① and ² are no figures, whatever isdigit says."""

import pytest

from db.activities.listings import days_of
from db.core import kinds
from db.core.errors import UserError
from db.core.kinds import number_in
from db.wishes.listings import new_round
from db.wishes.models import parse_wish_code
from db.wishes.on_site import Offer

LONG = "9" * 5000  # more digits than int() takes
NONE = ["①", "②", "²", "➀", "12²", "½", "一", "", "1 2", LONG, "1.5"]
READERS = [
    kinds.parse_day,
    kinds.BIRTH.parse,
    kinds.parse_time,
    kinds.parse_clock,
    kinds.parse_duration,
    kinds.parse_count,
    kinds.parse_money,
    kinds.parse_code,
    kinds.parse_steps,
    parse_wish_code,
    new_round,
]
SIGNS = ["①", "²", "➀", "2021-①-²", "2021-1-➀", "2021年第②轮", "第①轮", "①点", "12²元", "11010²", "100、②00", LONG]


@pytest.mark.parametrize(("typed", "number"), [("7", 7), ("０７", 7), (" 12 ", 12), ("007", 7), ("-3", -3)])
def test_figures_of_either_width_are_read(typed, number):
    assert number_in(typed) == number


@pytest.mark.parametrize("typed", NONE, ids=range(len(NONE)))
def test_anything_else_is_no_number(typed):
    assert number_in(typed) is None


@pytest.mark.parametrize("typed", SIGNS, ids=range(len(SIGNS)))
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_what_only_looks_like_figures_is_refused_in_a_sentence(read, typed):
    with pytest.raises(UserError) as refused:
        read(typed)
    assert len(str(refused.value)) < 120


def test_separators_between_figures_stay():
    assert kinds.parse_steps("１００\n３００") == "100、300"
    assert kinds.parse_day("２０２１年８月３０日").isoformat() == "2021-08-30"


@pytest.mark.parametrize("typed", ["每周②次", "①月²日"])
def test_days_of_an_activity_are_no_circled_figures_either(typed):
    with pytest.raises(UserError):
        days_of(typed, kinds.parse_day("2021-08-30"))


@pytest.mark.parametrize("typed", ["①", "²", "➀", LONG, "2021-1-²"])
def test_a_wish_on_offer_is_not_meant_by_what_is_no_number(typed):
    assert Offer(1, "2021-1-002", "想要一把伞", "某老人").fits(typed) is None


@pytest.mark.parametrize("typed", ["2", "２", "002", "２０２１－１－００２"])
def test_a_wish_on_offer_is_meant_by_its_number_in_either_width(typed):
    assert Offer(1, "2021-1-002", "想要一把伞", "某老人").fits(typed) in (0, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2021-1-7", "2021-1-007"),
        ("７", "007"),
        ("2021-1-10000", "2021-1-10000"),
        ("２０２１－１－５５", "2021-1-055"),
    ],
)
def test_the_code_of_a_wish_is_written_in_one_way(typed, code):
    assert parse_wish_code(typed) == code


@pytest.mark.parametrize("typed", ["2021-1-0", "7-", "第七个", "张三-7", "2021-1", "2021-1-1000000", "2021-1-²"])
def test_a_code_that_is_none_is_refused_with_how_it_is_written(typed):
    with pytest.raises(UserError, match="编号的写法是"):
        parse_wish_code(typed)
