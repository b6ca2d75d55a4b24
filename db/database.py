"""The open database: short sessions for reading, and labelled actions for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from db import migrations
from db.core import settings
from db.core.errors import UserError
from db.core.work import Tick, no_progress
from db.storage import dialect, heads, history, looking, private, sqlite, undo
from db.storage.refusals import refusal
from db.storage.sqlite_driver import FILE, sqlcipher
from db.subjects import load_tables, schema

EXAMPLE = "postgresql+psycopg://用户@服务器/数据库"


class Database:
    """An open database: a file, or a database on a server by its URL (`postgresql+psycopg://user@host/name`).

    `actor` is the name that the history stores with changes, by default the clerk of this computer in the settings.
    `folder` is the data folder, with the backups in it, by default that of the file. A file that can't be written, or
    is only to be looked at (`look`), is opened as a copy in memory and can't be changed.

    Raises UserError where the file can't be opened, is damaged, or needs another password, or where the server can't be
    reached or refuses the login; MissingDataError where the file is gone and its backups are there.
    """

    def __init__(
        self,
        place: Path | URL | str,
        *,
        password: str = "",
        actor: str = "",
        folder: Path | None = None,
        look: bool = False,
    ) -> None:
        self.place = _place(place) if isinstance(place, str) else place
        self._folder = self.place.parent if isinstance(self.place, Path) else folder
        self._actor, self.workstation = actor, actor or settings.WORKSTATION
        self.last: int | None = None  # the id of the last action of this object; None where it changed nothing
        self.on_change: list[Callable[[], None]] = []
        self._busy = local()
        self.mended: list[str] = []  # triggers and indexes that were missing or altered, and were made anew
        self._compared: int | None = None  # the version of the schema that was last compared and found whole
        self.password = password
        self._room: TemporaryDirectory[str] | None = None  # holds the copy that is looked at
        self._file = self.place
        self.why_readonly = ""  # a sentence, where nothing can be changed
        with plain_words():
            if self._can_be_copied() and (look or not looking.is_writable(self.path)):
                self._look(look=look)
            else:
                self._begin()
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(write=True), expire_on_commit=False, autoflush=False)

    @property
    def actor(self) -> str:
        """The name that the history stores with changes."""
        if self._actor:
            return self._actor
        with self.read() as session:
            return settings.get(session, settings.CLERK) or settings.login()

    @property
    def path(self) -> Path:
        """The file; raises UserError where the data is on a server."""
        if not isinstance(self.place, Path):
            raise UserError("数据在数据库服务器上，不是这台电脑上的文件；请用服务器自己的工具")
        return self.place

    @property
    def folder(self) -> Path:
        """The data folder, with the attached files and the backups; raises UserError where none was given."""
        if self._folder is None:
            raise UserError("数据在数据库服务器上；附件和备份放在哪里，请用 --data 写明")
        return self._folder

    def heads(self, folder: Path | None = None) -> Path | None:
        """The file of the heads of this history in the data folder or another; None for a copy that is looked at."""
        folder = folder or self._folder
        if folder is None or (isinstance(self.place, Path) and self.place.name != FILE):
            return None
        whose = "" if isinstance(self.place, Path) else sha256(self.place.render_as_string().encode()).hexdigest()[:8]
        return folder / f"heads{whose and '-' + whose}.jsonl"

    def copy(self, name: str, folder: Path | None = None) -> Path:
        """Copy the data into the folder of backups or another; raises UserError where the copy can't be written."""
        folder = folder or self.folder / "backups"
        if isinstance(self._file, Path):
            return sqlite.copy(self._file, folder / f"{name}.db", self.password)
        from db.storage import postgres_dump

        return postgres_dump.copy(self._file, folder / f"{name}.dump", self.password)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading, which is never committed; raises UserError where the database fails."""
        with plain_words(), self._readers() as session:
            yield session

    @contextmanager
    def write(self, label: str, *, kind: str = "do") -> Iterator[Session]:
        """A session for one action of the user, which is stored and undone as a whole.

        An action that changes nothing leaves no trace. Raises UserError where the data is read-only, breaks a rule, or
        the database fails; then nothing is stored.
        """
        with self._action(label, kind) as (session, _action):
            yield session

    def undo(self, number: int | None = None, tick: Tick = no_progress) -> str | None:
        """Undo the last action of this workstation, or the given one; return its label, or None where there is none.

        Raises ConflictError, which names both, where a later action is in the way; UserError where the action is undone
        already, or isn't a change by a user, such as an undo or an entry of the access log.
        """
        target = self._target(history.next_undo, number)
        if target is None:
            return None
        if target.kind != history.DO:
            raise UserError(f"“{target.label}”不是对数据的修改，不能撤销")
        if target.undone:
            raise UserError(f"“{target.label}”已经撤销了")
        with self._action(f"撤销：{target.label}", "undo", target.id) as (session, _action):
            undo.revert(session.connection(), schema(), target, tick)
        return target.label

    def redo(self, number: int | None = None, tick: Tick = no_progress) -> str | None:
        """Redo the last action undone at this workstation, or the given one; return its label, or None.

        Raises ConflictError as `undo` does; UserError where the action isn't undone.
        """
        target = self._target(history.next_redo, number)
        if target is None:
            return None
        if not target.undone:
            raise UserError(f"“{target.label}”没有被撤销，不用重做")
        with self._action(f"重做：{target.label}", "redo", target.id) as (session, _action):
            connection = session.connection()
            flip = history.action(connection, history.undo_of(connection, target))
            assert flip
            undo.revert(connection, schema(), flip, tick)
        return target.label

    @property
    def readonly(self) -> bool:
        return bool(self.why_readonly)

    def check_writable(self) -> None:
        """Raises UserError where the data is read-only."""
        if self.readonly:
            raise UserError(self.why_readonly)

    def close(self) -> None:
        self.engine.dispose()
        if self._room is not None:
            self._room.cleanup()
        if path := self.heads():
            heads.thin_out(path)

    def _can_be_copied(self) -> bool:
        return isinstance(self.place, Path) and self.place.is_file() and self.place.stat().st_size > 0

    def _begin(self) -> None:
        """Open the data, and bring it to today's schema; where the disk doesn't let it be written, look at a copy."""
        self.engine = self._open()
        if self._folder is not None and self._folder.is_dir():
            private.keep(self._folder)
        try:
            if not migrations.upgrade(self.engine, self._back_up):
                self.why_readonly = "这份数据是用更新版本的程序建立的，只能查看；请升级程序后再修改"
        except DBAPIError as error:
            self.close()
            cause = error.orig
            if cause is None or not self._can_be_copied() or not dialect.of_error(cause).is_unwritable(cause):
                raise
            self._look()
        except BaseException:
            self.close()
            raise

    def _look(self, *, look: bool = False) -> None:
        """Open a copy, which is gone when it is closed; nothing can be changed."""
        self._room, self._file = looking.copied(self.path)
        why = "只看不改" if look else "所在的文件夹不能写，或者磁盘已满"
        self.why_readonly = f"数据现在只能查看、导出和另存备份（{why}）；要修改，请解决以后重新打开"
        self.engine = sqlite.open_engine(self._file, self.password)
        try:
            migrations.upgrade(self.engine, lambda _version: None)
        except BaseException:
            self.close()
            raise

    def _open(self) -> Engine:
        if isinstance(self.place, Path):
            sqlite.check_beginning(self.place)
            return sqlite.open_engine(self.place, self.password)
        from db.storage import postgres  # its driver is loaded only where it is needed

        return postgres.open_engine(self.place, self.password)

    def _back_up(self, version: str) -> None:
        """Copy the data before its schema is upgraded."""
        name = self.place.stem if isinstance(self.place, Path) else str(self.place.database)
        try:
            self.copy(f"{name}-{version}-{sqlite.stamp()}")
        except UserError as error:
            raise UserError(f"数据要先备份，才能升级到新版本的结构：{error}") from error

    def differs(self) -> bool:
        """Whether something of the schema has to be made anew. Raises UserError where something is strange."""
        with self.read() as session:
            found = migrations.compared(session.connection())
        found.check()
        return bool(found.triggers or found.indexes)

    def mend(self) -> list[str]:
        """Make anew what is missing of the schema, as the next action would; return its names.

        Raises UserError where something is strange.
        """
        with plain_words(), self._writers() as session:
            mended, _version = self._compare(session.connection())
            session.commit()
        return mended

    def _compare(self, connection: Connection) -> tuple[list[str], int | None]:
        """Compare the schema where it changed since it was last found whole, and make anew what is missing.

        What was made anew, and the version of the schema. Raises UserError where something is strange: the triggers
        that another put there could swallow what the action writes, or remove rows.
        """
        own = dialect.of(connection)
        version = own.schema_version(connection)
        if version is not None and version == self._compared:
            return [], version
        mended = migrations.compared(connection).mend(connection)
        return mended, own.schema_version(connection)

    def _target(
        self, following: Callable[[Connection, str], history.Action | None], number: int | None
    ) -> history.Action | None:
        with self.read() as session:
            connection = session.connection()
            if number is None:
                return following(connection, self.workstation)
            if action := history.action(connection, number):
                return action
        raise UserError(f"历史记录里没有第 {number} 步")

    @contextmanager
    def _action(self, label: str, kind: str, target: int | None = None) -> Iterator[tuple[Session, int]]:
        self.check_writable()
        load_tables()
        assert not getattr(self._busy, "writing", False), "an action inside an action"
        self._busy.writing, self.last = True, None
        try:
            actor = self.actor
            with plain_words(), self._writers() as session:
                connection = session.connection()
                if not migrations.known(connection):
                    raise UserError("数据已由更新版本的程序升级，请关闭本程序，升级后再打开")
                mended, version = self._compare(connection)
                dialect.of(connection).own_journal(connection)
                number = history.begin(connection, label, actor, kind, target, self.workstation)
                flushed = _rows_flushed(session)
                yield session, number
                session.flush()
                digest, arrived = history.seal(connection, number)
                if arrived < len(flushed):
                    raise UserError("这一步没有全部存下，已整步退回；请先“检查数据”，看看数据库里是否有别的程序的东西")
                if not arrived:
                    return  # the session rolls back, as nothing was changed
                session.commit()
                self.last, self._compared = number, version
                if path := self.heads():
                    heads.note(path, heads.Head(number, digest, heads.now()))
                self.mended += mended
        finally:
            self._busy.writing = False
        for listener in self.on_change:
            listener()


def _rows_flushed(session: Session) -> list[object]:
    """A list to which every new and every deleted row of a session is added as it is sent to the database."""
    rows: list[object] = []
    event.listen(session, "after_flush", lambda flushing, _context: rows.extend([*flushing.new, *flushing.deleted]))
    return rows


def _place(text: str) -> URL:
    """The URL of a PostgreSQL database; raises UserError where the address is no such URL."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise UserError(f"数据库地址不对，应写成 {EXAMPLE}") from error
    if url.drivername not in ("postgresql", "postgresql+psycopg") or not url.database:
        raise UserError(f"数据库地址不对，应写成 {EXAMPLE}")
    return url.set(drivername="postgresql+psycopg")


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn errors of the database into UserError with a Chinese sentence."""
    try:
        yield
    except IntegrityError as error:
        raise refusal(error, schema()) from error
    except UnicodeDecodeError as error:  # the driver's, of a text that isn't one any more
        raise UserError(sqlite.UNDECODABLE) from error
    except StaleDataError as error:
        raise UserError("这条记录刚被别处修改或删除，请重新查看后再改") from error
    except (DBAPIError, sqlcipher.Error) as error:
        cause = getattr(error, "orig", None) or error
        if sentence := dialect.of_error(cause).fault(cause):
            raise UserError(sentence) from error
        raise
