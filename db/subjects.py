"""Every listing there is, in the order a person would look for them."""

from __future__ import annotations

from db.activities import ACTIVITIES, SHIFTS
from db.amendments import AMENDMENTS
from db.attachments import ATTACHMENTS
from db.beneficiaries import BENEFICIARIES, CONSENTS, HOUSEHOLDS, VISITS
from db.certificates import CERTIFICATES
from db.claims import CLAIM_GOODS, CLAIMS
from db.committees import MEMBERS, TERMS
from db.deliberations import DELIBERATIONS, PARTIES
from db.dictionaries import TITLES
from db.errors import UserError
from db.fields import Listing, of
from db.kinds import Kind
from db.meetings import AGENDA, ATTENDANCE, MEETINGS
from db.models import Entry
from db.offices import OFFICES
from db.persons import ORGANISATIONS, PERSONS
from db.rankings import RANKING_ROWS, RANKINGS
from db.sales import SALE_GOODS, SALE_USES, SALES
from db.services import SERVICES
from db.stars import STAR_SCALES
from db.tasks import TASKS
from db.teams import APPLICANTS, TEAM_MEMBERS, TEAMS
from db.volunteers import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS
from db.wishes import WISH_ROUNDS, WISHES


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
