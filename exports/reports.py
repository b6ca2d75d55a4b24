"""The class of reports: a module makes one for each paper or sheet that it writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from db.access_log import note
from db.core.errors import UserError
from db.core.masking import Audience, sees_all
from db.core.public_text import OPEN, Door
from db.core.work import Tick
from db.database import Database
from db.public_door import Disclosure, disclosures, public_door
from db.storage.history import PAPER
from exports.atomic import Target


@dataclass(frozen=True)
class Request:
    """What a report is made for: the id of a row (`of`), the audience, the first and the last day.

    `columns` are the keys or titles of those that a sheet has, in their order; without any it has all. `kept` are words
    that the public may read because somebody has looked at them. `door` is what every text of the report goes through;
    the report sets it.
    """

    of: int | None = None
    audience: Audience = Audience.INTERNAL
    first: date | None = None
    last: date | None = None
    kept: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    door: Door = field(default=OPEN, compare=False)


@dataclass(frozen=True)
class Report:
    """A paper or a sheet. `maker` writes the file; `namer` gives its file name without the suffix.

    What the public may read goes through `Request.door`: `hangs` reports are always for the public.

    `unprintable` lists the characters that no font shows, to warn of them before. `after` stores what follows once the
    file is complete or the paper is at the printer: whoever wrote it calls `finish`. `shows` gives the ids of the
    protected people whose records the report holds in full. `one_sided` pages are about different people, so none is
    printed on the back of another. `word` writes the same paper as a Word file. `columns` gives the keys and titles of
    those columns that may be chosen. All of these raise UserError where the report can't be made.
    """

    key: str
    title: str
    suffix: str
    maker: Callable[[Session, Target, Request, Tick], Target]
    namer: Callable[[Session, Request], str]
    audiences: tuple[Audience, ...] = tuple(Audience)
    unprintable: Callable[[Session, Request], Sequence[str]] = lambda _session, _request: ()
    after: Callable[[Session, Request], None] | None = None
    shows: Callable[[Session, Request], Sequence[int]] | None = None
    one_sided: bool = False
    hangs: bool = False
    word: Report | None = None
    columns: Callable[[Audience], Sequence[tuple[str, str]]] | None = None

    def write(self, session: Session, target: Target, request: Request, tick: Tick) -> Target:
        """Make the file, for the public without what tells of somebody. UserError where it can't be made."""
        return self.maker(session, target, self._for(session, request), tick)

    def make(self, session: Session, target: Target, request: Request, tick: Tick) -> list[Disclosure]:
        """Make the file, and tell what was hidden from the public. UserError where it can't be made."""
        request = self._for(session, request)
        self.maker(session, target, request, tick)
        self.namer(session, request)
        return disclosures(session, request.door)

    def name(self, session: Session, request: Request) -> str:
        """The name of the file without its suffix; that of a sheet says for whom. UserError where it can't be made."""
        named = self.namer(session, self._for(session, request))
        return f"{named}（{request.audience.title}）" if self.suffix == ".xlsx" else named

    def is_public(self, request: Request) -> bool:
        """Whether what is made for this request is for the public."""
        return self.hangs or not sees_all(request.audience)

    def _for(self, session: Session, request: Request) -> Request:
        if not self.is_public(request):
            return replace(request, door=Door(request.audience))
        return replace(request, door=public_door(session, request.kept))

    def check(self, request: Request) -> None:
        """Raises UserError where the report isn't made for such an audience."""
        if request.columns and not self.columns:
            raise UserError(f"“{self.title}”的列是固定的，不能另选")
        if request.audience not in self.audiences:
            allowed = "、".join(audience.title for audience in self.audiences)
            raise UserError(f"“{self.title}”没有{request.audience.title}版，可选：{allowed}")

    def ready(self, database: Database) -> None:
        """Raises UserError, before anything is written, where `finish` would be refused."""
        if self.after:
            database.check_writable()

    def finish(self, database: Database, request: Request, done: str = "导出") -> None:
        """Store what follows once the report is written, as one action labelled `done` and the name of the report.

        No undo takes it back: what left the office can't be called back.
        Showing people in hardship is noted in the access log. Raises UserError where the report can't be made any
        more, or the change is refused.
        """
        with database.read() as session:
            name = self.name(session, request) if self.after or self.shows else ""
            people = self.shows(session, request) if self.shows and sees_all(request.audience) else ()
        if people:
            note(database, people, done + name)
        if self.after:
            with database.write(done + name, kind=PAPER) as session:
                self.after(session, request)
