"""A sheet that people sign by hand: the words above it, and its reports as a PDF and in Word."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from db.core.masking import Audience
from db.core.work import Tick
from exports.atomic import Target
from exports.paper.parts import Document, Sheet
from exports.paper.writers import in_word, unprintable
from exports.reports import Report, Request

AUDIENCES = (Audience.INTERNAL, Audience.REPORT)


def to_sign(
    key: str, title: str, make: Callable[[Session, Request], Sheet], namer: Callable[[Session, Request], str]
) -> tuple[Report, Report]:
    """The reports of a sheet as a PDF, by this key, and in Word, by the key with _docx."""

    def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
        from exports.paper import table_page

        return table_page.write(path, make(session, request), tick)

    def document(session: Session, request: Request) -> Document:
        return make(session, request).document()

    check = unprintable(document)
    word = Report(f"{key}_docx", f"{title}（Word）", ".docx", in_word(document), namer, AUDIENCES, check)
    return Report(key, title, ".pdf", write, namer, AUDIENCES, check, word=word), word


def counted(expected: int) -> str:
    """应到15人　实到　人, with room to write; without the first where nobody in particular is expected."""
    return (f"应到{expected}人　" if expected else "") + "实到　　　人"


def placed(place: str | None) -> str:
    return f"地点：{place}" if place else ""
