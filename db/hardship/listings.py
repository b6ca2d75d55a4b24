"""People in hardship and their households: what they agreed to, visits to them, and who looked at their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, SelectBase, case, func, select, type_coerce, union_all
from sqlalchemy.orm import Session, aliased

from db.activities.models import Activity
from db.attachments.models import Attachment
from db.core.base import Base
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.identity import person_name
from db.core.kinds import SHORT, TALLY
from db.core.masking import HIDDEN, Sensitive, mask_name
from db.core.relation_fields import link
from db.core.tag_fields import many
from db.database import Database
from db.hardship import HARDSHIP
from db.hardship.models import (
    PHOTO,
    PUBLISH,
    Beneficiary,
    BeneficiaryHardship,
    Consent,
    Household,
    Opening,
    Visit,
)
from db.office.models import Office
from db.storage.history import LOOK
from db.wishes.models import Claim, ClaimGood, Wish

WITHDRAWN_CONSENT = "已撤回"


def consents(purpose: str, beneficiary: Any) -> ColumnElement[bool]:
    """Whether somebody has agreed to something, and not taken it back."""
    row = aliased(Consent)
    live = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose, row.withdrawn_on.is_(None))
    return live.exists()


ON_THE_WALL = Wish.published_on.is_not(None) & Wish.outcome.is_(None) & consents(PUBLISH, Wish.beneficiary_id)


def standing(purpose: str, beneficiary: Any) -> ColumnElement[str]:
    """是, 否, or that it was taken back."""
    row = aliased(Consent)
    asked = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose).exists()
    return case((consents(purpose, beneficiary), "是"), (asked, WITHDRAWN_CONSENT), else_="否")


def new_beneficiary(name: str) -> Beneficiary:
    """Somebody of whom only the name is known yet."""
    return Beneficiary(name=person_name(name))


def beneficiary_link(attr: Any, **changes: Any) -> Field:
    return link(attr, Beneficiary, create=new_beneficiary, **changes)


_MEMBER = aliased(Beneficiary)

HOUSEHOLDS = Listing(
    key="households",
    title="家庭",
    model=Household,
    fields=(
        of(Household.name),
        Field(
            "people",
            "帮扶对象",
            TALLY,
            type_coerce(
                select(func.count(_MEMBER.id)).where(_MEMBER.household_id == Household.id).scalar_subquery(), Integer
            ),
        ),
        of(Household.note),
    ),
    order=(Household.id,),
    search=Household.name,
    match=("name",),
    empty="还没有家庭。登记帮扶对象时，在“家庭”里填户主姓名就有了。",
)

BENEFICIARIES = Listing(
    key="beneficiaries",
    title="帮扶对象",
    model=Beneficiary,
    fields=(
        of(Beneficiary.name, order=Beneficiary.sort_key),
        of(Beneficiary.sex, sensitive=Sensitive.PERSONAL),
        of(Beneficiary.birth),
        many(BeneficiaryHardship, Beneficiary, HARDSHIP, sensitive=Sensitive.SECRET),
        of(Beneficiary.phone),
        link(Beneficiary.office_id, Office),
        of(Beneficiary.address),
        link(Beneficiary.household_id, Household, create=lambda name: Household(name=person_name(name))),
        of(Beneficiary.alias),
        Field("publish", "同意公开", SHORT, standing(PUBLISH, Beneficiary.id)),
        Field("photo", "同意拍照", SHORT, standing(PHOTO, Beneficiary.id)),
        of(Beneficiary.guardian),
        of(Beneficiary.guardian_tie),
        of(Beneficiary.guardian_phone),
        of(Beneficiary.id_type),
        of(Beneficiary.id_number),
        of(Beneficiary.keep_until),
        of(Beneficiary.note),
    ),
    order=(Beneficiary.sort_key, Beneficiary.search_text, Beneficiary.id),
    search=Beneficiary.search_text,
    match=("name", "id_number"),
    empty="还没有帮扶对象。点“新增”登记第一位；姓名、住址、困难情况平时都遮住，打开才看得见。",
)

CONSENTS = Listing(
    key="consents",
    title="同意登记",
    model=Consent,
    fields=(
        link(Consent.beneficiary_id, Beneficiary),
        of(Consent.purpose),
        of(Consent.given_on),
        of(Consent.how),
        of(Consent.given_by),
        of(Consent.withdrawn_on),
        of(Consent.note),
    ),
    joins=((Beneficiary, Beneficiary.id == Consent.beneficiary_id),),
    order=(Beneficiary.sort_key, Consent.beneficiary_id, Consent.given_on, Consent.id),
    search=Beneficiary.search_text,
    within=Consent.beneficiary_id,
    match=("beneficiary", "purpose", "given_on"),
    empty="还没有登记同意。没有“公开心愿”的同意，心愿不能公示；没有“拍摄照片”的同意，照片不能公开。",
)

VISITS = Listing(
    key="visits",
    title="走访慰问",
    model=Visit,
    fields=(
        of(Visit.visited_on),
        link(Visit.beneficiary_id, Beneficiary),
        of(Visit.kind),
        of(Visit.visitors),
        of(Visit.found),
        of(Visit.brought),
        of(Visit.follow_up_on),
        of(Visit.followed_on),
        link(Visit.activity_id, Activity),
    ),
    joins=((Beneficiary, Beneficiary.id == Visit.beneficiary_id),),
    order=(Visit.visited_on.desc(), Visit.id.desc()),
    search=Beneficiary.search_text + " " + Visit.visitors,
    within=Visit.beneficiary_id,
    match=("beneficiary", "visited_on", "visitors"),
    empty="还没有走访。点“新增”记下哪天谁去看了谁，带了什么，约定哪天回访。",
)


def look(database: Database, numbers: Sequence[int], said: str = "") -> None:
    """Note in the history that whoever is at work sees protected records in full; `said` is in what, such as a sheet.

    Raises UserError where the one that is opened is gone. A database that may only be looked at keeps no note.
    """
    if not said:
        with database.read() as session:
            said = f"查看帮扶对象“{BENEFICIARIES.called(BENEFICIARIES.one(session, numbers[0]))}”"
    if database.readonly or not numbers:
        return
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with database.write(said, kind=LOOK) as session:
        session.add_all(Opening(beneficiary_id=n, opened_at=at, opened_by=database.actor) for n in numbers)


_OF_CLAIM = select(Claim.id, Wish.beneficiary_id).join(Wish, Wish.id == Claim.wish_id).subquery()
# pairs of a row and somebody of whom it shows what is protected
WHOSE: dict[type[Base], SelectBase] = {
    Beneficiary: select(Beneficiary.id, Beneficiary.id),
    Household: select(Beneficiary.household_id, Beneficiary.id),
    Consent: select(Consent.id, Consent.beneficiary_id),
    Visit: select(Visit.id, Visit.beneficiary_id),
    Wish: select(Wish.id, Wish.beneficiary_id),
    Claim: select(_OF_CLAIM),
    ClaimGood: select(ClaimGood.id, _OF_CLAIM.c.beneficiary_id)
    .join(_OF_CLAIM, _OF_CLAIM.c.id == ClaimGood.claim_id)
    .where(ClaimGood.note.is_not(None)),  # the rest of it says nothing of anybody
    Attachment: union_all(
        select(Attachment.id, _OF_CLAIM.c.beneficiary_id).join(_OF_CLAIM, _OF_CLAIM.c.id == Attachment.claim_id),
        select(Attachment.id, Visit.beneficiary_id).join(Visit, Visit.id == Attachment.visit_id),
        select(Attachment.id, Consent.beneficiary_id).join(Consent, Consent.id == Attachment.consent_id),
    ),
}


def shown_in(session: Session, listing: Listing, find: str = "") -> Sequence[int]:
    """Whose protected records the rows of a listing show in full."""
    if listing.model not in WHOSE:
        return ()
    row, whose = WHOSE[listing.model].subquery().c
    return session.scalars(
        select(whose).distinct().where(row.in_(listing.keys(find).order_by(None))).order_by(whose)
    ).all()


def whose(session: Session, listing: Listing, number: int) -> int:
    """Of whom a row of a listing tells; UserError where it is gone."""
    row, person = WHOSE[listing.model].subquery().c
    found = session.scalar(select(person).where(row == number))
    if found is None:
        raise UserError(f"这条{listing.noun}已被删除，请重新选择")
    return found


@dataclass(frozen=True)
class Event:
    """Something in the life of a household with the office: a wish's step, a visit, a service."""

    day: date
    what: str
    whose: str  # masked
    text: str
    tab: str
    listing: str
    number: int


def timeline(session: Session, beneficiary: int, *, is_open: bool) -> list[Event]:
    """What was done for somebody and those of the same household, the latest first; UserError where the row is gone.

    What visits found and brought stays hidden but for the one whose record is open: of that one the look is noted.
    """
    person = session.get(Beneficiary, beneficiary)
    if person is None:
        raise UserError("这位帮扶对象已被删除，请重新选择")
    together = Beneficiary.household_id == person.household_id if person.household_id else Beneficiary.id == person.id
    names = {row.id: mask_name(row.name) for row in session.scalars(select(Beneficiary).where(together))}
    events = [*_visits(session, names, beneficiary if is_open else None), *_wishes(session, names)]
    return sorted(events, key=lambda event: event.day)[::-1]  # of one day, the later step first


def _visits(session: Session, names: dict[int, str], opened: int | None) -> Iterator[Event]:
    for visit in session.scalars(select(Visit).where(Visit.beneficiary_id.in_(names)).order_by(Visit.id)):
        secret = "；".join(filter(None, (visit.brought and f"带去{visit.brought}", visit.found)))
        shown = secret if visit.beneficiary_id == opened else secret and HIDDEN
        text = "；".join(filter(None, (visit.visitors, shown)))
        yield Event(visit.visited_on, visit.kind, names[visit.beneficiary_id], text, "wishes", "visits", visit.id)


def _wishes(session: Session, names: dict[int, str]) -> Iterator[Event]:
    query = select(Wish, Claim).outerjoin(Claim, (Claim.wish_id == Wish.id) & Claim.cancelled_on.is_(None))
    for wish, claim in session.execute(query.where(Wish.beneficiary_id.in_(names)).order_by(Wish.id)):
        steps = [("许愿", wish.collected_on), (wish.outcome, wish.closed_on)]
        if claim:
            steps += [("心愿被认领", claim.claimed_on), ("心愿实现", claim.realised_on)]
        for what, day in steps:
            if day:
                yield Event(
                    day, what, names[wish.beneficiary_id], f"{wish.code}　{wish.content}", "wishes", "wishes", wish.id
                )
