"""The reports that write a document, as a PDF and in Word; what writes them is loaded when one is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from db.core import settings
from db.core.kinds import split
from db.core.paper_choices import WORD_BODY, WORD_TITLE
from db.core.work import Tick
from db.office.listings import full_name, our_office
from exports.atomic import Target
from exports.paper.parts import Document, texts
from exports.reports import Report, Request

if TYPE_CHECKING:
    from exports.paper.fonts import Role

MakeDocument = Callable[[Session, Request], Document]
Namer = Callable[[Session, Request], str]
WriteReport = Callable[[Session, Target, Request, Tick], Target]


def paper(key: str, title: str, make: MakeDocument, namer: Namer, **more: Any) -> tuple[Report, Report]:
    """The reports that write the document as a PDF, by this key, and in Word, by the key with _docx."""
    more = {"unprintable": unprintable(make), **more}
    word = Report(f"{key}_docx", f"{title}（Word）", ".docx", in_word(make), namer, **more)
    return Report(key, title, ".pdf", on_page(make), namer, word=word, **more), word


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

        office = full_name(session, our_office(session))
        document, author = request.door.content((make(session, request), office))
        return gongwen_docx.write(path, document, author, _faces(session), tick)

    return write


def unprintable(make: MakeDocument) -> Callable[[Session, Request], Sequence[str]]:
    """A function that lists the characters of the document that no font shows, each with its text; they print as 〓."""

    def check(session: Session, request: Request) -> list[str]:
        from exports.paper.fonts import missing

        checked = ((text, missing(text)) for text in dict.fromkeys(texts(make(session, request))))
        return [f"“{'、'.join(signs)}”　在“{_short(text)}”里" for text, signs in checked if signs]

    return check


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "…"


def _faces(session: Session) -> dict[Role, str]:
    """The names of the faces in a Word file, by the settings."""
    from exports.paper.docx_styles import NAMES

    body, kai = split(settings.get(session, WORD_BODY))
    return {**NAMES, "body": body, "kai": kai, "title": settings.get(session, WORD_TITLE)}
