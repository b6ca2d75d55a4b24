"""The committee on the home page: the members in office, and missing facts about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session, aliased

from db.committee import CHAIR
from db.committee.listings import in_office, term_on
from db.committee.models import Membership, MembershipSector, Term
from db.core.gaps import Figure, Gap, Shortcut, count, names_and_count
from db.core.tables import Entry
from db.office.listings import our_office
from db.people.models import Person


def figures(session: Session, day: date) -> Iterator[Figure]:
    """The number of members in office, and the chair; raises UserError before the first set-up."""
    term, in_force = _in_force(session, day)
    members = count(session, Membership.id, in_force)
    yield Figure(10, "在任成员", f"{members} 人", term.name if term else "还没有届次", "members")
    yield Figure(20, "主任", _chair(session, in_force) or "未定", "同一时间一位", "members")


def gaps(session: Session, day: date) -> Iterator[Gap]:
    """Overlapping terms, a missing term, chair or fact of a member; raises UserError before the first set-up."""
    term, in_force = _in_force(session, day)
    for number, earlier, later in session.execute(_overlapping()):
        yield Gap(f"{earlier}和{later}的任期重叠，请核对起止日期", "terms", number)
    if term is None:
        yield Gap("今天没有任期内的届次", "terms")
        return
    if not _chair(session, in_force):
        yield Gap("本届还没有主任", "members")
    people = select(Membership.id, Person.name).join(Person, Person.id == Membership.person_id).where(in_force)
    tagged = select(MembershipSector.id).where(MembershipSector.owner_id == Membership.id).exists()
    for what, missing in (
        ("联系电话", Person.phone.is_(None)),
        ("出生日期", Person.birth.is_(None)),
        ("性别", Person.sex.is_(None)),
        ("政治面貌", Person.politics_id.is_(None)),
        ("文化程度", Person.education_id.is_(None)),
        ("界别", ~tagged),
    ):
        rows = session.execute(people.where(missing).order_by(Person.sort_key)).all()
        if rows:
            names = names_and_count([name for _number, name in rows[:3]], len(rows))
            yield Gap(f"{names}没有填{what}", "members", rows[0][0])


def shortcuts(session: Session, day: date) -> Iterator[Shortcut]:
    """A new member, and the roster of the running term; raises UserError before the first set-up."""
    term, _memberships = _in_force(session, day)
    yield Shortcut("新增成员", "add", add="members")
    yield Shortcut("导出成员名册", "export", report="roster", of=term.id if term else None)


def _overlapping() -> Select[Any, str, str]:
    """Terms of one office that share days, stored before a rule kept them apart: the later one's id, both names."""
    earlier, later = aliased(Term), aliased(Term)
    return (
        select(later.id, earlier.name, later.name)
        .join(earlier, earlier.office_id == later.office_id)
        .where(tuple_(earlier.begins, earlier.id) < tuple_(later.begins, later.id))
        .where(earlier.ends.is_(None) | (earlier.ends >= later.begins))
        .order_by(later.begins, later.id)
    )


def _in_force(session: Session, day: date) -> tuple[Term | None, ColumnElement[bool]]:
    """The term that runs on a day, and the condition for its memberships in force that day."""
    term = term_on(session, our_office(session).id, day)
    return term, (Membership.term_id == (term.id if term else 0)) & in_office(day)


def _chair(session: Session, in_force: ColumnElement[bool]) -> str | None:
    return session.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Entry, Entry.id == Membership.post_id)
        .where(in_force, Entry.code == CHAIR)
    )
