"""What writes a document that a report makes; ReportLab and python-docx are loaded only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db.core.work import Tick
from exports.atomic import Target
from exports.paper.parts import Document

if TYPE_CHECKING:
    from exports.reports import Request

Make = Callable[[Session, "Request"], Document]
Write = Callable[[Session, Target, "Request", Tick], Target]


def on_page(make: Make) -> Write:
    """A PDF on the official page."""

    def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
        from exports.paper import gongwen

        return gongwen.write(path, make(session, request), tick)

    return write


def in_word(make: Make) -> Write:
    """The same as an editable Word file."""

    def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
        from exports.paper import gongwen_docx

        return gongwen_docx.write(path, make(session, request), tick)

    return write
