"""The members and the terms of the committee, each a list with its form."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.committee.listings import MEMBERS, TERMS, in_office
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell

SECTIONS = (
    ("成员", ("person", "post", "sector", "channel", "function", "organisation", "begins", "ends", "leaving")),
    ("本人", ("sex", "birth", "ethnicity", "politics", "education", "work", "phone")),
    ("其他", ("term", "note")),
)


class MemberPage(ListPage):
    """The members of one term."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, MEMBERS, parent, sections=SECTIONS, report="roster")
        self.hidden = ("term", "ends", "leaving")

    def show_term(self, term: int | None, begins: date | None, serving_on: date | None) -> None:
        """Show the members of a term, or only those who serve on a day; new members begin with the term."""
        self.blocked = "" if term else self.tr("还没有届次。先到“届次”里建立第一届，再登记成员。")
        self.of = term
        self.defaults = {"begins": begins.isoformat()} if begins else {}
        listing = MEMBERS.of(term or 0)
        self.show_listing(listing.narrowed(in_office(serving_on)) if serving_on else listing, {"term_id": term})


class TermPage(ListPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, TERMS, parent)
        self.defaults = {"office": self.store.office()}
