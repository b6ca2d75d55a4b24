"""Functions that write the document of a report; ReportLab and python-docx are loaded when one is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db.core.work import Tick
from exports.atomic import Target
from exports.paper.parts import Document

if TYPE_CHECKING:
    from exports.reports import Request

MakeDocument = Callable[[Session, "Request"], Document]
WriteReport = Callable[[Session, Target, "Request", Tick], Target]


def on_page(make: MakeDocument) -> WriteReport:
    """A function that writes the document as a PDF on the official page."""

    def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
        from exports.paper import gongwen

        return gongwen.write(path, request.door.content(make(session, request)), tick)

    return write


def in_word(make: MakeDocument) -> WriteReport:
    """A function that writes the document as an editable Word file."""

    def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
        from exports.paper import gongwen_docx

        return gongwen_docx.write(path, request.door.content(make(session, request)), tick)

    return write
