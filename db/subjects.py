"""Every listing there is, in the order a person would look for them."""

from __future__ import annotations

from db.activities.amendments import AMENDMENTS
from db.activities.listings import ACTIVITIES, SHIFTS
from db.activities.services import SERVICES
from db.attachments.listings import ATTACHMENTS
from db.certificates.listings import CERTIFICATES
from db.committee.listings import MEMBERS, TERMS
from db.core.dictionaries import TITLES
from db.core.errors import UserError
from db.core.fields import Listing, of
from db.core.kinds import Kind
from db.core.tables import Entry
from db.hardship.listings import BENEFICIARIES, CONSENTS, HOUSEHOLDS, VISITS
from db.hours.rankings import RANKING_ROWS, RANKINGS
from db.hours.stars import STAR_SCALES
from db.meetings.deliberations import DELIBERATIONS, PARTIES
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.tasks import TASKS
from db.office.listings import OFFICES
from db.people.listings import ORGANISATIONS, PERSONS
from db.sales.listings import SALE_GOODS, SALE_USES, SALES
from db.teams.listings import APPLICANTS, TEAM_MEMBERS, TEAMS
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import WISH_ROUNDS, WISHES


def _dictionary(title: str) -> str:
    """The key of a dictionary by its title; raises UserError."""
    for key, known in TITLES.items():
        if title.strip() in (key, known):
            return key
    raise UserError(f"没有“{title}”这个字典，请选 {'、'.join(TITLES.values())}")


DICTIONARY = Kind(
    "option",
    lambda key: TITLES.get(key, str(key)),
    _dictionary,
    lambda key: TITLES.get(key, str(key)),
    options=tuple(TITLES.values()),
)

ENTRIES = Listing(
    key="dictionary",
    title="字典",
    model=Entry,
    fields=(
        of(Entry.dictionary, kind=DICTIONARY),
        of(Entry.name),
        of(Entry.position),
        of(Entry.valid_from),
        of(Entry.valid_to),
        of(Entry.note),
    ),
    order=(Entry.dictionary, Entry.position, Entry.id),
    search=Entry.name,
    within=None,
    match=("dictionary", "name"),
)

LISTINGS = (
    MEMBERS,
    TERMS,
    PERSONS,
    ORGANISATIONS,
    MEETINGS,
    ATTENDANCE,
    AGENDA,
    TASKS,
    DELIBERATIONS,
    PARTIES,
    TEAMS,
    TEAM_MEMBERS,
    APPLICANTS,
    ACTIVITIES,
    SHIFTS,
    SERVICES,
    AMENDMENTS,
    VOLUNTEERS,
    VOLUNTEER_SKILLS,
    MILESTONES,
    RANKINGS,
    RANKING_ROWS,
    STAR_SCALES,
    ATTACHMENTS,
    CERTIFICATES,
    SALES,
    SALE_GOODS,
    SALE_USES,
    WISHES,
    WISH_ROUNDS,
    CLAIMS,
    CLAIM_GOODS,
    BENEFICIARIES,
    HOUSEHOLDS,
    CONSENTS,
    VISITS,
    OFFICES,
    ENTRIES,
)


def listing_named(key: str) -> Listing:
    """Raises UserError where there is no such listing."""
    for listing in LISTINGS:
        if listing.key == key:
            return listing
    raise UserError(f"没有“{key}”这张表；可用的有：{'、'.join(listing.key for listing in LISTINGS)}")
