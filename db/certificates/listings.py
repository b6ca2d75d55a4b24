"""The register of service certificates, their numbers, and their printing and revocation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.activities.models import Activity, Service, Shift, minutes_of
from db.certificates.choices import CERTIFICATE_NUMBER
from db.certificates.models import Certificate
from db.certificates.rules import KEPT_IN_REGISTER
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
EARLIEST = date(FIRST_YEAR, 1, 1)
VALIDITY = Kind("standing", align="center", width=16, alert=lambda value: value == DIFFERS)


OfficeId = int | SQLColumnExpression[int]
Day = date | SQLColumnExpression[date]


def certifiable(office: OfficeId, first: Day, last: Day) -> tuple[ColumnElement[bool], ...]:
    """The conditions for rows of Service, joined with Shift and Activity, that an office certifies.

    These are the records that count, in activities of the office or of one of its grids: the organiser records, and
    who records certifies (民发〔2015〕149号, 1). A grid is no body of its own.
    """
    held = aliased(Office)
    own = select(held.id).where(or_(held.id == office, and_(held.parent_id == office, held.level == GRID)))
    return Activity.office_id.in_(own), Shift.held_on.between(first, last), minutes_of() > 0


def total(what: ColumnElement[Any], where: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    """A sum or count over the records that meet the conditions, for one row of the query around it."""
    joined = select(what).select_from(Service).join(Shift, Shift.id == Service.shift_id)
    return joined.join(Activity, Activity.id == Shift.activity_id).where(*where).scalar_subquery()


def _validity() -> Field:
    """Whether a certificate is valid, revoked, or differs from the records as they are now.

    Hours after the day of issue don't count.
    """
    period = func.coalesce(Certificate.first, EARLIEST), func.coalesce(Certificate.last, Certificate.issued_on)
    where = Service.person_id == Certificate.person_id, *certifiable(Certificate.office_id, *period)
    now = total(func.coalesce(func.sum(minutes_of()), 0), where)
    validity = case((Certificate.revoked_on.is_not(None), REVOKED), (now != Certificate.minutes, DIFFERS), else_=VALID)
    return Field("standing", "情况", VALIDITY, validity)


def _read_only(attr: InstrumentedAttribute[Any]) -> Field:
    return of(attr, set=None, required=False)


CERTIFICATES = Listing(
    key="certificates",
    title="服务证明登记簿",
    model=Certificate,
    fields=(
        _read_only(Certificate.number),
        person_link(Certificate.person_id, order=Person.sort_key, set=None, required=False),
        _read_only(Certificate.issued_on),
        _read_only(Certificate.first),
        _read_only(Certificate.last),
        _read_only(Certificate.minutes),
        _validity(),
        _read_only(Certificate.printed),
        _read_only(Certificate.purpose),
        _read_only(Certificate.issuer),
        _read_only(Certificate.head),
        _read_only(Certificate.clerk),
        _read_only(Certificate.contact),
        _read_only(Certificate.revoked_on),
        _read_only(Certificate.reason),
        replace(link(Certificate.office_id, Office), set=None, required=False),
    ),
    joins=((Person, Person.id == Certificate.person_id),),
    order=(Certificate.issued_on.desc(), Certificate.id.desc()),
    search=Person.search_text + " " + Certificate.number,
    match=("number", "office"),
    keep=lambda numbers: (
        Certificate.id.in_(numbers) & ((Certificate.printed > 0) | Certificate.revoked_on.is_not(None)),
        KEPT_IN_REGISTER,
    ),
    empty="还没有出具过服务证明。点“出具证明”，选好人和起止日期，时长由服务记录算出。",
)


def numbers(session: Session, office: int, day: date, first: str = "") -> Iterator[str]:
    """Unused numbers of an office for certificates of that day, one after another, in the form of the settings.

    They continue after the last one of the year, or begin with `first`. Raises UserError where `first` isn't in that
    form and a second number is needed.
    """
    form = settings.get(session, CERTIFICATE_NUMBER)
    before, _, after = form.replace("{年}", str(day.year)).partition("{次}")
    frame = re.compile(re.escape(before) + r"(\d{1,9})" + re.escape(after), re.ASCII)
    taken = set(session.scalars(select(Certificate.number).where(Certificate.office_id == office)))
    places = [int(match[1]) for number in taken if (match := frame.fullmatch(number))]
    start = max(places, default=0) + 1
    if first:
        yield first
        if (match := frame.fullmatch(first)) is None:
            raise UserError(f"要一次出具多份，编号请写成“{before}1{after}”这样，或留空由程序接着编", "number")
        start = int(match[1]) + 1
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
    """The certificates by the names of the persons and by date; raises UserError where one is gone."""
    query = select(Certificate).join(Person, Person.id == Certificate.person_id).where(Certificate.id.in_(ids))
    rows = session.scalars(query.order_by(Person.sort_key, Person.id, Certificate.issued_on, Certificate.id)).all()
    if len(rows) < len(set(ids)):
        raise UserError("选中的证明有的已被删除，请重新选择")
    return list(rows)


def note_printed(session: Session, ids: Sequence[int]) -> None:
    """Count one printing of each certificate; later ones are reprints. Raises UserError where a certificate is gone."""
    for certificate in in_order_of_names(session, ids):
        certificate.printed += 1


def revoke(certificate: Certificate, reason: str, day: date) -> None:
    """Revoke a certificate, which stays in the register.

    Raises UserError where no reason is given, or the certificate is revoked already.
    """
    reason = kinds.TEXT.parse(reason)
    if not reason:
        raise UserError("请写明撤销的原因，它和证明一起留在登记簿里", "reason")
    if certificate.revoked_on:
        raise UserError(f"证明{certificate.number}已在{certificate.revoked_on}撤销，不用再撤", "reason")
    certificate.revoked_on, certificate.reason = day, reason
