"""Service certificates as a PDF, one or several in a file; every printing after the first is marked as a reprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db.certificates.issuing import Common, Snapshot, issue, snapshots
from db.certificates.listings import certificate_of, in_order_of_names, note_printed
from db.certificates.models import Certificate
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import Tick
from db.database import Database
from exports.atomic import Target, file_name, whole_file
from exports.certificates import TITLE
from exports.paper.writers import in_word
from exports.reports import Report, Request

if TYPE_CHECKING:
    from exports.paper.parts import Document

Ids = Sequence[int]


def issue_into(database: Database, label: str, persons: Ids, common: Common, path: Target, tick: Tick) -> list[int]:
    """Issue certificates and write them in one file, as one action; if either fails or is cancelled, neither is done.

    Returns the ids of the certificates. Raises UserError as `issue` does, and where the file can't be written.
    """
    from exports.certificates.page import document
    from exports.paper.gongwen import write_all

    count = len(persons)
    with whole_file(path) as file, database.write(label) as session:
        certificates = issue(session, persons, common, lambda done, _total: tick(done, 2 * count))
        papers = [document(one) for one in certificates]
        write_all(file, TITLE, papers, lambda done, _total: tick(count + done, 2 * count))
        ids = [one.id for one in certificates]
        note_printed(session, ids)
    return ids


def _certificates(ids: Ids, session: Session, request: Request) -> list[Certificate]:
    """The certificates; raises UserError where one is gone or revoked."""
    certificates = in_order_of_names(session, ids) if ids else [certificate_of(session, request.of)]
    for one in certificates:
        if one.revoked_on:
            raise UserError(f"证明{one.number}已在{one.revoked_on}撤销，不能再打印；需要的话请重新出具一份")
    return certificates


def _papers(ids: Ids, session: Session, request: Request) -> list[Document]:
    from exports.certificates.page import document

    again = f"补打　{chinese_day(date.today())}"
    return [document(one, again if one.printed else "") for one in _certificates(ids, session, request)]


def _write(ids: Ids, session: Session, path: Target, request: Request, tick: Tick) -> Target:
    from exports.paper.gongwen import write_all

    papers = _papers(ids, session, request)
    with whole_file(path) as file:
        write_all(file, TITLE, papers, tick)
    return path


def _after(ids: Ids, session: Session, request: Request) -> None:
    note_printed(session, [one.id for one in _certificates(ids, session, request)])


def _name(ids: Ids, session: Session, request: Request) -> str:
    certificates = _certificates(ids, session, request)
    if len(certificates) == 1:
        [one] = certificates
        return file_name(TITLE, Snapshot.from_text(one.snapshot).name, one.number)
    return file_name(TITLE, f"{len(certificates)}份", f"{date.today():%Y%m%d}")


def _missing(ids: Ids, session: Session, request: Request) -> Sequence[str]:
    certificates = _certificates(ids, session, request)
    return _unprintable_signs(
        [(one.snapshot, f"{one.number}{one.purpose}{one.issuer}{one.head}{one.clerk}") for one in certificates]
    )


def unprintable(session: Session, persons: Ids, common: Common) -> Sequence[str]:
    """The characters that no font can show in the certificates to be issued, each with the name of the person."""
    more = f"{common.number}{common.purpose}{common.issuer}{common.head}{common.clerk}"
    return _unprintable_signs([(one.as_text(), more) for one in snapshots(session, persons, common).values()])


def _unprintable_signs(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Lines of the unprintable characters in snapshots, each with further texts of its certificate."""
    from exports.paper.fonts import missing

    lines = (
        f"“{sign}”　在{Snapshot.from_text(snapshot).name}的证明里"
        for snapshot, more in texts
        for sign in missing(snapshot + more)
    )
    return list(dict.fromkeys(lines))


def certificates_report(ids: Ids) -> Report:
    """The report that prints these certificates in one file, in the order of names.

    Without ids it prints the certificate that is named in the request.
    """
    return Report(
        "certificate",
        "志愿服务证明",
        ".pdf",
        partial(_write, ids),
        partial(_name, ids),
        (Audience.INTERNAL,),  # it shows the number of an identity document
        partial(_missing, ids),
        partial(_after, ids),
        one_sided=len(ids) > 1,
    )


def _document(session: Session, request: Request) -> Document:
    [document] = _papers((), session, request)
    return document


_PRINTED = certificates_report(())
CERTIFICATE_DOCX = replace(
    _PRINTED, key="certificate_docx", title=f"{_PRINTED.title}（Word）", suffix=".docx", maker=in_word(_document)
)
CERTIFICATE = replace(_PRINTED, word=CERTIFICATE_DOCX)
REPORTS = (CERTIFICATE, CERTIFICATE_DOCX)
