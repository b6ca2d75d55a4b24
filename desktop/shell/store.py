"""The open database as the window knows it, with a Qt signal for its changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from threading import Thread

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from db import describe
from db.core import pinyin
from db.core.base import key_of
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.relation_fields import AGREED
from db.core.work import Tick, no_progress
from db.database import Database
from db.office.listings import our_office
from db.storage import history
from db.storage.sqlite_driver import set_aside
from db.subjects import schema
from desktop.shell.steps import store_edits


def quoted(name: str) -> str:
    return f"“{name}”" if name else ""


class OvertakenError(UserError):
    """Somebody else has changed a field since it was shown; has the stored text and both are in the sentence."""

    def __init__(self, field: Field, now: str, typed: str) -> None:
        super().__init__(f"别人刚把{field.title}改成了“{now}”，您填的是“{typed}”，请选用哪一个", field.key)
        self.now = now


@lru_cache(maxsize=20_000)
def match(typed: str, choice: str) -> bool:
    """Whether the typed letters are a part of a choice, of its pinyin or of its initials."""
    return typed.lower() in pinyin.search_text(choice, person=False)


class Store(QObject):
    """Has `read`, `write`, `undo` and `redo` of db.database; `changed` is emitted after each action of any thread.

    What is being typed is stored before each of these actions, but for `edit`, which stores it.
    """

    changed = Signal()
    refused = Signal(str)  # a schema or a journal isn't the program's: a sentence

    def __init__(self, database: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.database = database
        self.read = database.read
        database.on_change.append(self.changed.emit)  # from any thread: slots are bound methods, so Qt queues it

    def look_over(self) -> None:
        """In a thread: import every table and rule, so that a change needn't wait; compare them with the data."""
        Thread(target=self._look_over, name="schema", daemon=True).start()

    def _look_over(self) -> None:
        schema()
        for sentence in set_aside():
            self.refused.emit(sentence)
        try:
            if not self.database.readonly and self.database.differs():
                self.database.mended += self.database.mend()
                self.changed.emit()
        except UserError as error:
            self.refused.emit(str(error))

    def write(self, label: str, *, kind: str = "do") -> AbstractContextManager[Session]:
        """As db.database's; raises UserError too where something else that is being typed doesn't fit."""
        store_edits()
        return self.database.write(label, kind=kind)

    def undo(self, number: int | None = None, tick: Tick = no_progress) -> str | None:
        """As db.database's; raises UserError too where something that is being typed doesn't fit."""
        store_edits()
        return self.database.undo(number, tick)

    def redo(self, number: int | None = None, tick: Tick = no_progress) -> str | None:
        """As `undo`."""
        store_edits()
        return self.database.redo(number, tick)

    def next_undo(self) -> history.Action | None:
        """The action that undo takes back: the last one of this workstation."""
        with self.read() as session:
            return history.next_undo(session.connection(), self.database.workstation)

    def next_redo(self) -> history.Action | None:
        """The action that redo brings back."""
        with self.read() as session:
            return history.next_redo(session.connection(), self.database.workstation)

    def size_of(self, number: int) -> int:
        """How many rows an action changed."""
        with self.read() as session:
            return history.size_of(session.connection(), number)

    def office(self) -> str:
        """The name of our office, "" before the first set-up."""
        with self.read() as session:
            try:
                return our_office(session).name
            except UserError:
                return ""

    def choices(self, field: Field, typed: str | None = None) -> Sequence[str]:
        """The choices of a field; of very many, only those that fit the typed text."""
        if field.choices is None:
            return field.kind.options
        with self.read() as session:
            if field.fitting and typed is not None:
                return field.fitting(session, typed)
            return field.choices(session)

    def edit(
        self,
        listing: Listing,
        number: int,
        values: Mapping[str, str],
        shown: Mapping[str, str] | None = None,
        agreed: Collection[str] = (),
    ) -> str:
        """Store typed values of one row as one action; return its label.

        `shown` has the stored texts that the clerk saw, `agreed` the names that may be registered. Raises UserError
        naming the field that doesn't fit, OvertakenError where another has changed one of the texts since they were
        shown, NewNameError for a name that nobody registered yet bears.
        """
        with self.read() as session:
            row = listing.one(session, number)
            name = listing.label_of(row)
        fields = [field for field in listing.fields if field.key in values]
        for field in fields:
            now = field.text(listing.value(row, field.key))
            if shown and shown.get(field.key, now) != now != values[field.key]:
                raise OvertakenError(field, now, values[field.key])
        titles = "、".join(field.title for field in fields)
        label = f"修改{listing.noun}{quoted(name)}的{titles}"
        with self.database.write(label) as session:
            session.info[AGREED] = agreed
            row = session.get_one(listing.model, number, with_for_update=True)  # nobody may come between
            stored = listing.one(session, number)
            for field in fields:
                now = field.text(listing.value(stored, field.key))
                if shown and shown.get(field.key, now) != now != values[field.key]:
                    raise OvertakenError(field, now, values[field.key])
            for field in fields:
                field.put(session, row, values[field.key])
        return label

    def remove(self, listing: Listing, numbers: Sequence[int], tick: Tick = no_progress) -> str:
        """Remove rows as one action; return its label. Raises UserError where another record still uses one of them."""
        with self.read() as session:
            name = quoted("".join(listing.label_of(row) for row in listing.fetch(session, numbers[:1])))
        more = f" {len(numbers)} 条" + (f"（{name}等）" if name else "")
        label = f"删除{listing.noun}{name if len(numbers) == 1 else more}"
        with self.write(label) as session:
            listing.remove(session, numbers, tick)
        return label

    def also_registered(self, listing: Listing) -> str:
        """The names of the records that the last action on a row of a listing registered besides; "" for none."""
        if self.database.last is None:
            return ""
        with self.read() as session:
            return "、".join(describe.made_along(session.connection(), self.database.last, listing.model))

    def create(
        self, listing: Listing, values: dict[str, str], agreed: Collection[str] | None = None, **fixed: object
    ) -> int:
        """Store a new row as one action; return its number.

        `agreed` are the names that may be registered besides; None allows all. Raises UserError naming the field that
        doesn't fit, NewNameError for a name that may not.
        """
        name = listing.masked_label(values.get(key_of(listing.model.label[0]), ""))
        with self.write(f"新增{listing.noun}{quoted(name)}") as session:
            if agreed is not None:
                session.info[AGREED] = agreed
            return listing.create(session, dict(values), **fixed).id
