"""Service certificates: the register, how they are numbered, and what becomes of them once they are issued."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.activities.models import Activity, Service, Shift, minutes_of
from db.certificates.choices import CERTIFICATE_NUMBER
from db.certificates.models import Certificate
from db.certificates.rules import KEPT
from db.core import kinds, settings
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.kinds import FIRST_YEAR, Kind
from db.core.lookup import row_or_latest
from db.core.relation_fields import link
from db.office.models import LEVELS, Office
from db.people.listings import person_link
from db.people.models import Person

VALID, REVOKED, DIFFERS = "有效", "已撤销", "与现有记录不符"
GRID = LEVELS[-1]
EVER = date(FIRST_YEAR, 1, 1)
STANDING = Kind("standing", align="center", width=16, alert=lambda value: value == DIFFERS)


def served(office: Any, first: Any, last: Any) -> tuple[ColumnElement[bool], ...]:
    """Which rows of Service, joined with Shift and Activity, an office certifies.

    Those that count, in activities that it or one of its grids held: who organises records, and who records certifies
    (民发〔2015〕149号, 1); a grid is no body of its own.
    """
    held = aliased(Office)
    own = select(held.id).where(or_(held.id == office, and_(held.parent_id == office, held.level == GRID)))
    return Activity.office_id.in_(own), Shift.held_on.between(first, last), minutes_of() > 0


def total(what: ColumnElement[Any], where: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    """A sum or count over these rows, for one row of the query around it."""
    joined = select(what).select_from(Service).join(Shift, Shift.id == Service.shift_id)
    return joined.join(Activity, Activity.id == Shift.activity_id).where(*where).scalar_subquery()


def _standing() -> Field:
    """Revoked, or what is recorded now adds up to something else; hours after the day of issue count for nothing."""
    period = func.coalesce(Certificate.first, EVER), func.coalesce(Certificate.last, Certificate.issued_on)
    where = Service.person_id == Certificate.person_id, *served(Certificate.office_id, *period)
    now = total(func.coalesce(func.sum(minutes_of()), 0), where)
    told = case((Certificate.revoked_on.is_not(None), REVOKED), (now != Certificate.minutes, DIFFERS), else_=VALID)
    return Field("standing", "情况", STANDING, told)


def _shown(attr: Any) -> Field:
    return of(attr, set=None, required=False)


CERTIFICATES = Listing(
    key="certificates",
    title="服务证明登记簿",
    model=Certificate,
    fields=(
        _shown(Certificate.number),
        person_link(Certificate.person_id, order=Person.sort_key, set=None, required=False),
        _shown(Certificate.issued_on),
        _shown(Certificate.first),
        _shown(Certificate.last),
        _shown(Certificate.minutes),
        _standing(),
        _shown(Certificate.printed),
        _shown(Certificate.purpose),
        _shown(Certificate.issuer),
        _shown(Certificate.head),
        _shown(Certificate.clerk),
        _shown(Certificate.contact),
        _shown(Certificate.revoked_on),
        _shown(Certificate.reason),
        replace(link(Certificate.office_id, Office), set=None, required=False),
    ),
    joins=((Person, Person.id == Certificate.person_id),),
    order=(Certificate.issued_on.desc(), Certificate.id.desc()),
    search=Person.search_text + " " + Certificate.number,
    match=("number", "office"),
    keep=lambda numbers: (
        Certificate.id.in_(numbers) & ((Certificate.printed > 0) | Certificate.revoked_on.is_not(None)),
        KEPT,
    ),
    empty="还没有出具过服务证明。点“出具证明”，选好人和起止日期，时长由服务记录算出。",
)


def numbers(session: Session, office: int, day: date, first: str = "") -> Iterator[str]:
    """Free numbers of an office for certificates of that day, in the form of the settings, one after another.

    They go on from the last one of the year, or begin with `first`. Raises UserError where `first` isn't in that form
    and a second number is wanted.
    """
    form = settings.get(session, CERTIFICATE_NUMBER)
    before, _, after = form.replace("{年}", str(day.year)).partition("{次}")
    frame = re.compile(re.escape(before) + r"(\d{1,9})" + re.escape(after), re.ASCII)
    taken = set(session.scalars(select(Certificate.number).where(Certificate.office_id == office)))
    places = [int(found[1]) for number in taken if (found := frame.fullmatch(number))]
    start = max(places, default=0) + 1
    if first:
        yield first
        if (found := frame.fullmatch(first)) is None:
            raise UserError(f"要一次出具多份，编号请写成“{before}1{after}”这样，或留空由程序接着编", "number")
        start = int(found[1]) + 1
    yield from (number for n in count(start) if (number := f"{before}{n}{after}") not in taken)


def certificate_of(session: Session, number: int | None) -> Certificate:
    """The certificate with this id, or the latest; raises UserError where there is none."""
    latest = select(Certificate).order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    return row_or_latest(
        session,
        Certificate,
        number,
        latest,
        gone="没有这份证明；用 list certificates 查看登记簿",
        none="还没有证明，请先在“服务证明”里出具",
    )


def in_order_of_names(session: Session, ids: Sequence[int]) -> list[Certificate]:
    """These certificates by the names of the people, each person's by date. Raises UserError where one is gone."""
    query = select(Certificate).join(Person, Person.id == Certificate.person_id).where(Certificate.id.in_(ids))
    found = session.scalars(query.order_by(Person.sort_key, Person.id, Certificate.issued_on, Certificate.id)).all()
    if len(found) < len(set(ids)):
        raise UserError("选中的证明有的已被删除，请重新选择")
    return list(found)


def note_printed(session: Session, ids: Sequence[int]) -> None:
    """Count one printing of each; every one after the first is a reprint."""
    for certificate in in_order_of_names(session, ids):
        certificate.printed += 1


def revoke(certificate: Certificate, reason: str, day: date) -> None:
    """Take a certificate back; it stays in the register. Raises UserError without a reason, or where it is too late."""
    reason = kinds.TEXT.parse(reason)
    if not reason:
        raise UserError("请写明撤销的原因，它和证明一起留在登记簿里", "reason")
    if certificate.revoked_on:
        raise UserError(f"证明{certificate.number}已在{certificate.revoked_on}撤销，不用再撤", "reason")
    certificate.revoked_on, certificate.reason = day, reason
