"""The first and the last day of an entry of a dictionary."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.committee import SECTOR
from db.core.dictionaries import in_use, options
from db.entries import ENTRIES

DAY = timedelta(days=1)
FIRST, LAST = date(2021, 7, 1), date(2021, 9, 30)
IN_USE = {  # from when to when an entry is in use, and whether it is on each of these days
    "always": (None, None, {FIRST: True, LAST: True}),
    "from a day on": (FIRST, None, {FIRST - DAY: False, FIRST: True, LAST: True}),
    "up to a day": (None, LAST, {FIRST: True, LAST: True, LAST + DAY: False}),  # which is its last
    "from one to another": (FIRST, LAST, {FIRST - DAY: False, FIRST: True, LAST: True, LAST + DAY: False}),
    "for a day": (FIRST, FIRST, {FIRST - DAY: False, FIRST: True, FIRST + DAY: False}),
}


@pytest.mark.parametrize("name", IN_USE)
def test_an_entry_is_in_use_from_its_first_day_to_its_last(database, name):
    begins, ends, expected = IN_USE[name]
    values = {"dictionary": "sector", "name": "学生", "valid_from": begins, "valid_to": ends}
    with database.write("新增") as session:
        number = ENTRIES.create(session, values).id
    with database.read() as session:
        entry = ENTRIES.model
        found = {
            day: session.scalar(select(entry.id).where(entry.id == number, in_use(day))) is not None for day in expected
        }
    assert found == expected


@pytest.mark.parametrize(("left", "offered"), [(1, True), (0, True), (-1, False)])
def test_an_entry_is_offered_on_its_last_day_and_on_the_next_no_more(database, left, offered):
    ends = date.today() + left * DAY
    with database.write("新增") as session:
        ENTRIES.create(session, {"dictionary": "sector", "name": "学生", "valid_to": ends})
    with database.read() as session:
        assert ("学生" in options(session, SECTOR)) is offered
