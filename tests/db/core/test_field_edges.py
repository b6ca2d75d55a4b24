"""Texts exactly as long as a field takes them, and one sign longer."""

import pytest

from db.committee.listings import TERMS
from db.core.errors import UserError
from db.entries import ENTRIES
from db.hardship.listings import BENEFICIARIES
from db.hours.stars import STAR_SCALES
from db.meetings.listings import AGENDA, MEETINGS
from db.people.listings import ORGANISATIONS, PERSONS
from db.sales.listings import SALES
from db.teams.listings import TEAMS
from db.volunteers.listings import VOLUNTEERS

RARE = "𬭎"  # beyond the BMP: one sign all the same
OFFICE = {"office": "畅家巷社区"}
MEETING = {"title": "会", "held_on": "2021-09-01"} | OFFICE

# the listing and the field, how many signs it takes, and what else a row needs
LONGEST = {
    "a person's name": (PERSONS, "name", 50, {}),
    "a place of work": (PERSONS, "work", 200, {"name": "甲"}),
    "an address": (PERSONS, "address", 200, {"name": "甲"}),
    "a note": (PERSONS, "note", 20_000, {"name": "甲"}),
    "a unit's name": (ORGANISATIONS, "name", 200, {}),
    "a term's name": (TERMS, "name", 50, {"begins": "2011-01-01", "ends": "2012-01-01"} | OFFICE),
    "a meeting's name": (MEETINGS, "title", 200, MEETING),
    "a person who is made along": (MEETINGS, "chair", 50, MEETING),
    "a series of meetings": (MEETINGS, "series", 100, MEETING),
    "the number of minutes": (MEETINGS, "issue", 50, MEETING),
    "an item": (AGENDA, "title", 200, {}),
    "what was discussed": (AGENDA, "discussion", 20_000, {"title": "议题"}),
    "an entry of a dictionary": (ENTRIES, "name", 50, {"dictionary": "sector"}),
    "a team's name": (TEAMS, "name", 200, OFFICE),
    "a sale's name": (SALES, "title", 200, {"held_on": "2021-09-01"} | OFFICE),
    "a description": (BENEFICIARIES, "alias", 20, {"name": "甲"}),
    "a tie to a guardian": (BENEFICIARIES, "guardian_tie", 20, {"name": "甲"}),
}


def text_of(key, length):
    begun = "某" if key == "alias" else ""  # a description begins so
    return begun + RARE + "字" * (length - len(begun) - 1)


def stored(database, listing, values):
    fixed = {"meeting_id": 1} if listing is AGENDA else {}
    with database.write("新增") as session:
        number = listing.create(session, values, **fixed).id
    with database.read() as session:
        return listing.one(session, number)


@pytest.mark.parametrize("name", LONGEST)
def test_a_text_as_long_as_can_be_is_stored_whole_and_one_sign_more_is_refused(office, name):
    listing, key, limit, more = LONGEST[name]
    longest = text_of(key, limit)
    assert listing.value(stored(office, listing, more | {key: longest}), key) == longest
    with pytest.raises(UserError, match=f"最多 {limit} 个字，现在有 {limit + 1} 个字") as refused:
        stored(office, listing, more | {key: text_of(key, limit + 1)})
    assert refused.value.field == key


def test_spaces_around_a_text_count_for_nothing(office):
    longest = text_of("series", 100)
    row = stored(office, MEETINGS, MEETING | {"series": f" {longest}　"})
    assert MEETINGS.value(row, "series") == longest


@pytest.mark.parametrize(
    ("listing", "key", "longest", "longer", "more"),
    [
        (
            STAR_SCALES,
            "steps",
            "1000、" + "、".join(str(100_000 + n) for n in range(8)),  # 4 figures and 8 times 7 signs: 60
            "10000、" + "、".join(str(100_000 + n) for n in range(8)),
            {"valid_from": "2031-01-01"},
        ),
        (VOLUNTEERS, "available", "周一、周二、周三、周四、周五、周六、周日", None, {"registered_on": "2031-01-01"}),
        (PERSONS, "id_number", "E" * 30, "E" * 31, {"name": "甲", "id_type": "护照"}),
        (PERSONS, "phone", "0931-8461234转123456", "0931-8461234转1234567", {"name": "甲"}),
    ],
    ids=["a scale of stars", "all days of the week", "a document", "a telephone with its extension"],
)
def test_figures_are_as_long_as_can_be_too(office, listing, key, longest, longer, more):
    more |= {"person": "新来的"} if listing is VOLUNTEERS else {}
    assert listing.value(stored(office, listing, more | {key: longest}), key) == longest
    if longer:
        with pytest.raises(UserError) as refused:
            stored(office, listing, more | {key: longer})
        assert refused.value.field == key
