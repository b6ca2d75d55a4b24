"""The publication of a round of wishes (微心愿公示): each wish with its status, and the address of objections."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.office.listings import full_name, our_office
from db.wishes.listings import REALISED
from db.wishes.steps import round_of
from exports.atomic import file_name
from exports.paper.objections import objections
from exports.paper.parts import Columns, Document, Heading, Paragraph, Table, Title
from exports.paper.writers import paper
from exports.reports import Request
from exports.wishes.public_wishes import AUDIENCES, UNCLAIMED, PublicWish, public_wishes

TITLE = "微心愿公示"
COLUMNS: Columns = (
    ("编号", 22, "center"),
    ("许愿人", 22, "center"),
    ("类别", 12, "center"),
    ("心愿内容", 52, "left"),
    ("认领方", 33, "left"),
    ("状态", 15, "center"),
)  # mm, together 156


def document(session: Session, request: Request) -> Document:
    """The paper, the same for every audience.

    It is dated the last day of the request, the round's day of publication, or today.

    Raises UserError where there is no round, or no wish to print.
    """
    wish_round = round_of(session, request.of)
    day, office = _day(session, request), full_name(session, our_office(session))
    wishes = public_wishes(session, wish_round, "公示")
    waiting, done = (sum(one.status == status for one in wishes) for status in (UNCLAIMED, REALISED))
    parts = (
        Title(f"{office}{wish_round.name}微心愿公示"),
        Paragraph(
            "本轮微心愿已经核实，并经许愿人同意公开（孩子由监护人同意）。为保护许愿人，只写姓或称呼。现公示如下："
        ),
        Heading(
            1,
            "认领情况：",
            f"共{len(wishes)}个，待认领{waiting}个，已认领{len(wishes) - waiting - done}个，已实现{done}个。",
            1,
        ),
        Table(COLUMNS, tuple(map(_cells, wishes))),
        *objections(session, our_office(session), day, 2),
    )
    return Document(f"{wish_round.name}{TITLE}", parts, form=True)


def _day(session: Session, request: Request) -> date:
    return request.last or round_of(session, request.of).published_on or date.today()


def _cells(wish: PublicWish) -> tuple[str, ...]:
    return wish.code, wish.called, wish.kind, wish.content, wish.claimed, wish.status


def _name(session: Session, request: Request) -> str:
    whose = f"{full_name(session, our_office(session))}{round_of(session, request.of).name}"
    return file_name(request.door.text(whose), TITLE, f"{_day(session, request):%Y%m%d}")


WISH_PUBLIC, WISH_PUBLIC_DOCX = paper("wish_public", TITLE, document, _name, audiences=AUDIENCES, hangs=True)
REPORTS = (WISH_PUBLIC, WISH_PUBLIC_DOCX)
