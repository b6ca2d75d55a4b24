"""A cell is read by its type; where it may mean two things, it is asked about."""

from datetime import date, datetime, time, timedelta

import pytest

from db.core import kinds
from db.core.cells import CellInDoubt, cell_text
from db.core.errors import UserError


def read(kind, raw):
    return kind.parse(cell_text(raw, kind.name))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (kinds.TIME, time(9, 30), "09:30"),
        (kinds.TIME, datetime(2026, 3, 1, 9, 30), "09:30"),
        (kinds.TIME, timedelta(hours=9, minutes=30), "09:30"),
        (kinds.TIME, 9, "09:00"),
        (kinds.CLOCK, timedelta(hours=25, minutes=30), 1530),
        (kinds.DURATION, timedelta(hours=27, minutes=5), 1625),
        (kinds.DURATION, time(1, 30), 90),
        (kinds.DURATION, 2.5, 150),
        (kinds.DAY, datetime(2021, 8, 30), date(2021, 8, 30)),
        (kinds.DAY, date(2021, 8, 30), date(2021, 8, 30)),
        (kinds.BIRTH, 197010, "1970-10"),
        (kinds.BIRTH, 19700512, "1970-05-12"),
        (kinds.PHONE, 13800000101.0, "13800000101"),
        (kinds.FLAG, True, True),
        (kinds.COUNT, 12.0, 12),
        (kinds.COUNT, "1,234", 1234),
        (kinds.TEXT, "#1 号楼", "#1 号楼"),
    ],
)
def test_a_cell_says_what_its_type_says(kind, raw, value):
    assert read(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (kinds.BIRTH, 1970.1),
        (kinds.DAY, 2021.83),
        (kinds.TIME, 9.3),
        (kinds.TIME, 0.395833),
        (kinds.TEXT, 620102196910049000.0),
        (kinds.CODE, 10**15),
        (kinds.PHONE, CellInDoubt("C4", "#N/A")),
        (kinds.TEXT, CellInDoubt("C4")),
        (kinds.TEXT, "#REF!"),
        (kinds.TEXT, " #div/0! "),
        (kinds.TEXT, "＃N/A"),
        (kinds.COUNT, "12,5"),
        (kinds.COUNT, "3，5"),
        (kinds.COUNT, "1,23,456"),
        (kinds.COUNT, 12.5),
        (kinds.TIME, "晚上12点"),
        (kinds.TIME, "晚上1点"),
        (kinds.TIME, "夜里2点半"),
        (kinds.TIME, "上午13点"),
        (kinds.CLOCK, "晚上1点"),
        (kinds.NAME, "张三\n李四"),
        (kinds.NAME, "张三、李四"),
        (kinds.NAME, "张三\t李四"),
        (kinds.NAME, "张三/李四"),
        (kinds.NAME, "王**"),
        (kinds.LINK, "甲单位\n乙单位"),
    ],
)
def test_what_may_mean_two_things_is_asked_about(kind, raw):
    with pytest.raises(UserError):
        read(kind, raw)


def test_a_cell_in_doubt_is_named_by_its_place():
    with pytest.raises(UserError, match=r"C4 单元格是错误值 #N/A"):
        cell_text(CellInDoubt("C4", "#N/A"), "phone")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("晚上12点", 1440), ("晚上8点", 1200), ("凌晨12点", 0), ("凌晨1点", 60), ("中午12点", 720), ("下午12点", 720)],
)
def test_words_of_the_time_of_day(said, minutes):
    assert kinds.parse_clock(said) == minutes
