"""The lists of members and of terms."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.committee.listings import MEMBERS, TERMS, in_office
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell

TERM_LIST = ListView(TERMS, defaults=lambda store: {"office": store.office()})
MEMBER_LIST = ListView(
    MEMBERS,
    sections=(
        ("成员", ("person", "post", "sector", "channel", "function", "organisation", "begins", "ends", "leaving")),
        ("本人", ("sex", "birth", "ethnicity", "politics", "education", "work", "phone")),
        ("其他", ("term", "note")),
    ),
    unasked=("term", "ends", "leaving"),
    report="roster",
)


class MemberPage(ListPage):
    """Shows the members of one term."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, MEMBER_LIST, parent)

    def show_term(self, term: int | None, begins: date | None, serving_on: date | None) -> None:
        """Show the members of a term, or only those who serve on a day; new members begin with the term."""
        listing = MEMBERS.of(term or 0)
        self.propose(begins=begins.isoformat() if begins else "")
        self.show_rows(
            listing.filtered(in_office(serving_on)) if serving_on else listing,
            {"term_id": term},
            of=term,
            why_not="" if term else self.tr("还没有届次。先到“届次”里建立第一届，再登记成员。"),
        )
