"""Claims of wishes: the claimants, the promise, the delivered goods, the receipt and the feedback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session, aliased

from db.committee.listings import serves_on
from db.committee.models import Membership
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.masking import Sensitive
from db.core.relation_fields import find_by_label, fitting, label_sql, link
from db.people.models import Organisation, Person
from db.teams.models import Team
from db.volunteers.listings import active
from db.volunteers.models import Volunteer
from db.wishes.claim_models import MEMBER, TEAM, UNIT, VOLUNTEER, Claim, ClaimGood, ClaimParty
from db.wishes.models import Wish
from db.wishes.public import PUBLICLY_SHOWN

LIVE = aliased(Claim)  # the claim of a wish that isn't cancelled, joined in where there is one
_PUBLIC = PUBLICLY_SHOWN & Claim.cancelled_on.is_(None)  # claims that the public may read


@dataclass(frozen=True)
class _Parties:
    """Aliases of the tables that hold the claimants of a claim."""

    party: type[ClaimParty]
    organisation: type[Organisation]
    team: type[Team]
    person: type[Person]


def _joined(claim: type[Claim], name: ColumnElement[str], tables: _Parties) -> ColumnElement[str]:
    """The names of the claimants of a claim, in their order."""
    party, organisation, team, person = tables.party, tables.organisation, tables.team, tables.person
    return (
        select(func.aggregate_strings(name, "、").aggregate_order_by(party.position, party.id))
        .select_from(party)
        .outerjoin(organisation, organisation.id == party.organisation_id)
        .outerjoin(team, team.id == party.team_id)
        .outerjoin(person, person.id == party.person_id)
        .where(party.owner_id == claim.id)
        .correlate(claim)
        .scalar_subquery()
    )


def _parties() -> _Parties:
    return _Parties(aliased(ClaimParty), aliased(Organisation), aliased(Team), aliased(Person))


def claimants(claim: type[Claim], **changes: object) -> Field:
    """The field of the claimants of a wish: organisations, teams and persons by their names."""
    tables = _parties()
    name = case(
        (tables.party.person_id.is_not(None), label_sql(tables.person)),
        (tables.party.team_id.is_not(None), label_sql(tables.team)),
        else_=label_sql(tables.organisation),
    )
    field = Field(
        "claimant",
        "认领人",
        kinds.MANY,
        _joined(claim, name, tables),
        sensitive=Sensitive.PERSONAL,
        hint="单位、志愿服务队、社工委成员或志愿者；几家一起的用顿号隔开",
    )
    return replace(field, **changes)


def claimants_in_public(claim: type[Claim]) -> Field:
    """The field of the claimants as the public may read it: persons only by their kind."""
    tables = _parties()
    party, name = tables.party, func.coalesce(tables.team.name, tables.organisation.name)
    name = case((party.person_id.is_not(None), party.kind), else_=name)
    return Field("claimed", "认领方", kinds.MANY, _joined(claim, name, tables))


def party_of(session: Session, label: str, day: date) -> ClaimParty:
    """The claimant with this name, who may claim a wish that day; not stored yet.

    Raises UserError where nobody has the name, a team is disbanded, or a person is neither a member of the committee
    nor a volunteer.
    """
    if (number := find_by_label(session, Organisation, label)) is not None:
        return ClaimParty(kind=UNIT, organisation_id=number)
    if (number := find_by_label(session, Team, label)) is not None:
        ended = session.get_one(Team, number).disbanded_on
        if ended and ended <= day:
            raise UserError(f"{label}已经解散，不能认领；请另选一支", "claimant")
        return ClaimParty(kind=TEAM, team_id=number)
    if (number := find_by_label(session, Person, label)) is None:
        raise UserError(
            f"没有名为“{label}”的单位、志愿服务队、社工委成员或志愿者，请先登记，或从列表中选择", "claimant"
        )
    if session.scalar(select(Membership.id).where(Membership.person_id == number, serves_on(day)).limit(1)):
        return ClaimParty(kind=MEMBER, person_id=number)
    if session.scalar(select(Volunteer.id).where(Volunteer.person_id == number, active(day)).limit(1)):
        return ClaimParty(kind=VOLUNTEER, person_id=number)
    raise UserError(f"{label}既不是在任的社工委成员，也不是志愿者；请先登记成志愿者，再来认领", "claimant")


def set_claimants(session: Session, claim: Claim, names: str | None) -> None:
    """Store the claimants of a claim in this order.

    Raises UserError as `party_of` does, and where no name is given, or one twice.
    """
    parties = [party_of(session, label, claim.claimed_on) for label in kinds.split(names or "")]
    if not parties:
        raise UserError("认领人不能为空，请填写", "claimant")
    known = [(party.organisation_id, party.team_id, party.person_id) for party in parties]
    if len(set(known)) < len(known):
        raise UserError("同一个认领人写了两次，请删去一个", "claimant")
    for old in session.scalars(select(ClaimParty).where(ClaimParty.owner_id == claim.id)):
        session.delete(old)
    session.flush()
    for position, party in enumerate(parties):
        party.owner_id, party.position = claim.id, position
        session.add(party)
    session.flush()


def may_claim(session: Session, typed: str = "") -> list[str]:
    """The names of organisations, members in office, volunteers and teams, who may claim, that match typed letters."""
    today = date.today()
    members = select(Membership.person_id).where(serves_on(today))
    volunteers = select(Volunteer.person_id).where(active(today))
    persons = Person.id.in_(members) | Person.id.in_(volunteers)
    working = Team.disbanded_on.is_(None) | (Team.disbanded_on > today)
    names: list[str] = []
    for model, which in ((Organisation, true()), (Person, persons), (Team, working)):
        names += fitting(session, model, typed, which)
    return names


CLAIM_STATES = ("已认领", "已对接", "已实现", "已反馈", "已取消")
_STATE = case(
    (Claim.cancelled_on.is_not(None), "已取消"),
    (Claim.feedback_on.is_not(None), "已反馈"),
    (Claim.realised_on.is_not(None), "已实现"),
    (Claim.handed_on.is_not(None), "已对接"),
    else_="已认领",
)
_GOOD = aliased(ClaimGood)

CLAIMS = Listing(
    key="claims",
    title="认领",
    model=Claim,
    fields=(
        link(Claim.wish_id, Wish),
        of(Wish.content, set=None, required=False),
        claimants(Claim, set=set_claimants, required=True, late=True, choices=may_claim, fitting=may_claim),
        claimants_in_public(Claim),
        Field("state", "状态", kinds.one_of(*CLAIM_STATES, width=10), _STATE),
        of(Claim.claimed_on),
        of(Claim.claimed_by),
        of(Claim.promised_on),
        of(Claim.handed_on),
        of(Claim.handed_by),
        of(Claim.realised_on),
        of(Claim.delivered_by),
        of(Claim.received_by),
        Field(
            "value",
            "实现价值",
            kinds.MONEY,
            case(
                (
                    Claim.realised_on.is_not(None),
                    select(func.sum(_GOOD.value)).where(_GOOD.claim_id == Claim.id).scalar_subquery(),
                )
            ),
        ),
        of(Claim.feedback_on),
        of(Claim.feedback_by),
        of(Claim.satisfaction),
        of(Claim.feedback),
        of(Claim.revisited_on),
        of(Claim.revisited_by),
        of(Claim.revisit),
        of(Claim.cancelled_on),
        of(Claim.cancelled_by),
        of(Claim.reason),
        of(Claim.note),
    ),
    joins=((Wish, Wish.id == Claim.wish_id),),
    order=(Claim.claimed_on.desc(), Claim.id.desc()),
    search=Wish.code + " " + Wish.content,
    within=Claim.wish_id,
    match=("wish", "claimed_on", "claimant"),
    public=(_PUBLIC,),
    keep=lambda numbers: (
        Claim.id.in_(numbers) & (Claim.handed_on.is_not(None) | Claim.cancelled_on.is_not(None)),
        "已对接、已实现或已取消的认领要留作记录，不能删除；没有办成的请用“取消认领”并写明原因",
    ),
    empty="还没有认领。在心愿上点“认领”，开会时点“现场认领”。",
)

CLAIM_GOODS = Listing(
    key="claim_goods",
    title="心愿物品",
    model=ClaimGood,
    fields=(
        of(Wish.code, key="wish", title=Wish.noun, kind=kinds.LINK, set=None, required=False),
        of(ClaimGood.item),
        of(ClaimGood.quantity),
        of(ClaimGood.unit),
        of(ClaimGood.value),
        link(ClaimGood.organisation_id, Organisation, create=lambda name: Organisation(name=name)),
        of(ClaimGood.donor),
        of(ClaimGood.bought_on),
        Field(
            "realised",
            "实现价值",
            kinds.MONEY,
            case((Claim.realised_on.is_not(None), ClaimGood.value)),
        ),
        of(ClaimGood.note),
    ),
    joins=((Claim, Claim.id == ClaimGood.claim_id), (Wish, Wish.id == Claim.wish_id)),
    order=(Claim.claimed_on.desc(), ClaimGood.claim_id.desc(), ClaimGood.id),
    search=ClaimGood.item + " " + func.coalesce(ClaimGood.donor, ""),
    within=ClaimGood.claim_id,
    match=("wish", "item", "quantity"),
    public=(_PUBLIC,),
    empty="还没有物品。点“新增”写下送什么、几件、值多少钱。",
)
