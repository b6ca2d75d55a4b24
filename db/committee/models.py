"""The tables of the committee: its terms and their members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, String, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import MODES, Tag, dates_in_order, in_list


class Term(Record):
    """One term of office of the committee of an office."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("office_id", "name"), dates_in_order("begins", "ends"))
    noun = "届次"
    label = ("name",)

    office_id: Mapped[int] = pointing("所属社区", "office.id")
    name: Mapped[str] = titled("届次", kinds.SHORT, String(50))
    begins: Mapped[date] = titled("任期开始", kinds.DAY)
    ends: Mapped[date | None] = titled("任期结束", kinds.DAY)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        """A rule keeps terms apart; here the other one is named."""
        state = inspect(self)
        moved = any(state.attrs[key].history.has_changes() for key in ("office_id", "begins", "ends"))
        if not moved or (self.ends and self.ends < self.begins):  # a constraint says that
            return
        other = connection.execute(
            select(Term.name, Term.begins, Term.ends)
            .where(Term.office_id == self.office_id, Term.id != (self.id or 0))
            .where(Term.begins <= (self.ends or date.max), Term.ends.is_(None) | (Term.ends >= self.begins))
        ).first()
        if other:
            days = f"{other.begins} 至 {other.ends or '今'}"
            raise UserError(f"任期与“{other.name}”（{days}）重叠；请先填前一届的任期结束，或核对起止日期", "begins")


class Membership(Record):
    """A person's time on the committee, from the first day up to, not on, the last."""

    __tablename__ = "membership"
    __table_args__ = (dates_in_order("begins", "ends"),)
    noun = "成员"
    label = ("person_id",)

    term_id: Mapped[int] = pointing("届次", "term.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    post_id: Mapped[int] = pointing("社工委职务", "entry.id")
    organisation_id: Mapped[int | None] = pointing("代表单位", "organisation.id")
    begins: Mapped[date] = titled("任职日期", kinds.DAY)
    ends: Mapped[date | None] = titled("离任日期", kinds.DAY)
    leaving_id: Mapped[int | None] = pointing("离任原因", "entry.id", sensitive=Sensitive.PERSONAL)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        if self.leaving_id and not self.ends:
            raise UserError("填了离任原因，还要填离任日期", "ends")


class MembershipSector(Tag):
    __tablename__ = "membership_sector"
    noun = "界别"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)


class MembershipChannel(Tag):
    __tablename__ = "membership_channel"
    __table_args__ = (
        UniqueConstraint("owner_id", "entry_id"),
        CheckConstraint(f"mode IS NULL OR {in_list('mode', MODES)}", name="mode"),
    )
    noun = "产生方式"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)
    mode: Mapped[str | None] = titled("线上线下", kinds.one_of(*MODES), String(4))


class MembershipFunction(Tag):
    __tablename__ = "membership_function"
    noun = "职能"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)
