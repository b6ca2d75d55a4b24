"""The committee (社工委): its terms, its members, and its composition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db.committee import CHANNEL, FUNCTION, LEAVING, POST, SECTOR
from db.committee.models import Membership, MembershipChannel, MembershipFunction, MembershipSector, Term
from db.core.fields import Field, Listing, of
from db.core.lookup import row_or_latest
from db.core.relation_fields import choice, link, through
from db.core.tag_fields import many
from db.office.listings import our_office
from db.office.models import Office
from db.people.choices import age_bands
from db.people.listings import PERSONS, person_link
from db.people.models import Organisation, Person

TERMS = Listing(
    key="terms",
    title="届次",
    model=Term,
    fields=(
        of(Term.name),
        link(Term.office_id, Office),
        of(Term.begins),
        of(Term.ends),
        of(Term.note),
    ),
    order=(Term.begins.desc(), Term.id),
    search=Term.name,
    within=Term.office_id,
    match=("name",),
    empty="还没有届次。点“新增”建立第一届社工委，再登记成员。",
)


def _of_person(key: str) -> Field:
    return through(Membership.person_id, Person, PERSONS[key])


_POST = choice(Membership.post_id, POST)
assert _POST.order is not None

MEMBERS = Listing(
    key="members",
    title="成员",
    model=Membership,
    fields=(
        person_link(Membership.person_id),
        _of_person("sex"),
        _of_person("ethnicity"),
        _of_person("birth"),
        _of_person("politics"),
        _of_person("education"),
        _of_person("work"),
        _POST,
        many(MembershipSector, Membership, SECTOR),
        many(MembershipChannel, Membership, CHANNEL),
        _of_person("phone"),
        of(Membership.begins),
        link(Membership.organisation_id, Organisation),
        many(MembershipFunction, Membership, FUNCTION),
        of(Membership.ends),
        choice(Membership.leaving_id, LEAVING),
        link(Membership.term_id, Term),
        of(Membership.note),
    ),
    joins=((Person, Person.id == Membership.person_id),),
    order=(_POST.order, Person.sort_key, Membership.id),
    search=Person.search_text,
    within=Membership.term_id,
    match=("person", "term", "begins"),
    empty="本届还没有成员。点“新增”登记第一位成员。",
)


def in_office(day: date) -> ColumnElement[bool]:
    """The condition for members in office that day: from the first day up to, not on, the last."""
    return (Membership.begins <= day) & (Membership.ends.is_(None) | (Membership.ends > day))


def term_runs_on(day: date) -> ColumnElement[bool]:
    """The condition for terms that run that day: from the first day through the last."""
    return (Term.begins <= day) & (Term.ends.is_(None) | (Term.ends >= day))


def serves_on(day: date) -> ColumnElement[bool]:
    """The condition for members of any committee that day; without a last day, a member serves while the term runs."""
    return in_office(day) & Membership.term_id.in_(select(Term.id).where(term_runs_on(day)))


def term_on(session: Session, office: int, day: date) -> Term | None:
    """The term that runs that day; where terms overlap, the one that began last."""
    return session.scalars(_terms(office, day)).first()


def _terms(office: int, day: date) -> Select[Term]:
    return select(Term).where(Term.office_id == office, term_runs_on(day)).order_by(Term.begins.desc())


@dataclass(frozen=True)
class Count:
    """One figure of the composition, with the ids of the members it counts."""

    label: str
    members: tuple[int, ...]

    @property
    def number(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Composition:
    """The composition of a committee on a day; a member may count in several sectors."""

    day: date
    members: tuple[int, ...]
    groups: tuple[tuple[str, tuple[Count, ...]], ...]


UNKNOWN = "未填"


def composition(session: Session, term: int, day: date) -> Composition:
    """The members of a term in office that day, by sector, sex, age band, party and education.

    Raises UserError where the setting of age bands can't be read.
    """
    listing = MEMBERS.of(term).filtered(in_office(day))
    rows = session.execute(listing.rows()).all()
    bands = age_bands(session)

    def group(title: str, words: Sequence[Sequence[str]], order: Sequence[str] = ()) -> tuple[str, tuple[Count, ...]]:
        members: dict[str, list[int]] = {label: [] for label in order}
        for row, labels in zip(rows, words, strict=True):
            for label in labels or (UNKNOWN,):
                members.setdefault(label, []).append(row[0])
        counts = [Count(label, tuple(ids)) for label, ids in members.items() if ids]
        if not order:
            counts.sort(key=lambda count: (count.label == UNKNOWN, -count.number))
        return title, tuple(counts)

    def single(key: str) -> list[list[str]]:
        return [[value] if (value := listing.value(row, key)) else [] for row in rows]

    sectors = [(listing.value(row, "sector") or "").split("、") for row in rows]
    ages = [[band] if (band := age_band(listing.value(row, "birth"), day, bands)) else [] for row in rows]
    groups = (
        group("界别", [[part for part in parts if part] for parts in sectors]),
        group("性别", single("sex"), ("男", "女", UNKNOWN)),
        group("年龄", ages, [*band_names(bands), UNKNOWN]),
        group("政治面貌", single("politics")),
        group("文化程度", single("education")),
    )
    return Composition(day, tuple(row[0] for row in rows), groups)


def age_on(birth: str, day: date) -> int:
    """The age in whole years; a birth known by its month counts from the first of the month."""
    year, month, born = int(birth[:4]), int(birth[5:7]), int(birth[8:10] or 1)
    return day.year - year - ((day.month, day.day) < (month, born))


def band_names(bands: Sequence[int]) -> list[str]:
    if not bands:
        return []
    middle = [f"{low + 1}–{high}岁" for low, high in pairwise(bands)]
    return [f"{bands[0]}岁及以下", *middle, f"{bands[-1] + 1}岁及以上"]


def age_band(birth: str | None, day: date, bands: Sequence[int]) -> str | None:
    if not birth or not bands:
        return None
    age = age_on(birth, day)
    return band_names(bands)[sum(age > high for high in bands)]


def term_of(session: Session, number: int | None) -> Term:
    """The term with this id, or the one that runs today; raises UserError where there is none."""
    latest = _terms(our_office(session).id, date.today())
    gone, none = f"没有编号为 {number} 的届次；用 list terms 查看现有届次", "今天没有任期内的届次，请先在“届次”里登记"
    return row_or_latest(session, Term, number, latest, gone=gone, none=none)
