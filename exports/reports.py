"""What a report is. Each report is one module that makes one of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.access_log import note
from db.core.errors import UserError
from db.core.masking import Audience, in_full
from db.core.work import Tick
from db.database import Database


@dataclass(frozen=True)
class Request:
    """What a report is asked for: which row it is about, for whom, and of which days."""

    of: int | None = None
    audience: Audience = Audience.INTERNAL
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Report:
    """A paper or a sheet. `write` makes the file; `name` is its file name without the suffix.

    `after` is what is stored once the file is whole or the paper is at the printer; whoever wrote it calls `finish`.
    """

    key: str
    title: str
    suffix: str
    write: Callable[[Session, Any, Request, Tick], Any]  # a path; papers on pages also take a BytesIO
    name: Callable[[Session, Request], str]
    audiences: tuple[Audience, ...] = tuple(Audience)
    unprintable: Callable[[Session, Request], Sequence[str]] = lambda _session, _request: ()  # to be said beforehand
    after: Callable[[Session, Request], None] | None = None
    shows: Callable[[Session, Request], Sequence[int]] | None = None  # whose protected records it holds in full
    one_sided: bool = False  # what is about one person isn't printed on the back of what is about another

    def check(self, request: Request) -> None:
        """Raises UserError where the report isn't made for such an audience."""
        if request.audience not in self.audiences:
            allowed = "、".join(audience.title for audience in self.audiences)
            raise UserError(f"“{self.title}”没有{request.audience.title}版，可选：{allowed}")

    def ready(self, database: Database) -> None:
        """Raises UserError, before anything is written, where `finish` would be refused."""
        if self.after:
            database.check_writable()

    def finish(self, database: Database, request: Request, done: str = "导出") -> None:
        """Store what follows from its having been written, as one action labelled with what was done and its name.

        That people in hardship stand in it is noted as looking at their records is.
        """
        with database.read() as session:
            name = self.name(session, request) if self.after or self.shows else ""
            people = self.shows(session, request) if self.shows and in_full(request.audience) else ()
        if people:
            note(database, people, done + name)
        if self.after:
            with database.write(done + name) as session:
                self.after(session, request)
