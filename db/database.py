"""The open database: short sessions to read in, labelled actions to change it in."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from db import history, migrations, sqlite, undo
from db.base import Base
from db.errors import UserError
from db.raw import sqlcipher
from db.rules import refusal
from db.work import Tick, quietly

TROUBLE = (
    ("database is locked", "另一个程序正在写入数据，请稍后再试"),
    ("disk is full", "磁盘已满，这次修改没有保存；请腾出空间后再做一次"),
    ("readonly database", "数据文件是只读的，不能修改；请检查文件夹的权限"),
    ("file is not a database", "数据文件打不开：密码不对，或者文件已损坏"),
    ("malformed", "数据文件已损坏，请从备份恢复"),
    ("unable to open", "打不开数据文件，请检查文件夹是否存在、是否有权限"),
    ("disk I/O error", "读写磁盘出错，这次修改没有保存；请检查磁盘"),
)


class Database:
    """A database file, open. `actor` is the name under which changes are kept in the history.

    Raises UserError where the file can't be opened, is damaged, or needs another password.
    """

    def __init__(self, path: Path, *, password: str = "", actor: str = "") -> None:
        self.path = path
        self.actor = actor or _login()
        self.on_change: list[Callable[[], None]] = []
        self._busy = local()
        self.password = password
        self.engine = sqlite.open_engine(path, password)
        with plain_words():
            self.readonly = not migrations.upgrade(self.engine, path, password)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(write=True), expire_on_commit=False, autoflush=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to ask questions in; it is never committed."""
        with plain_words(), self._readers() as session:
            yield session

    @contextmanager
    def write(self, label: str, *, kind: str = "do") -> Iterator[Session]:
        """One action of the user: stored and undone as a whole, or not made at all.

        What changes nothing leaves no trace. Raises UserError where a rule of the data is broken.
        """
        with self._action(label, kind) as (session, _action):
            yield session

    def undo(self, number: int | None = None, tick: Tick = quietly) -> str | None:
        """Take back the last action, or the one given; return its label, or None where there is nothing to undo.

        Raises ConflictError, naming both, where a later action stands in the way.
        """
        with self.read() as session:
            connection = session.connection()
            target = history.next_undo(connection) if number is None else history.action(connection, number)
        if target is None:
            return None
        with self._action(f"撤销：{target.label}", "undo", target.id) as (session, _action):
            undo.take_back(session.connection(), Base.metadata, target, tick)
        return target.label

    def redo(self, tick: Tick = quietly) -> str | None:
        """Bring back the action undone last; return its label, or None where there is nothing to redo."""
        with self.read() as session:
            target = history.next_redo(session.connection())
        if target is None:
            return None
        with self._action(f"重做：{target.label}", "redo", target.id) as (session, _action):
            connection = session.connection()
            flip = history.action(connection, history.flip_of(connection, target))
            assert flip
            undo.take_back(connection, Base.metadata, flip, tick)
        return target.label

    def check_writable(self) -> None:
        """Raises UserError where the data may only be looked at."""
        if self.readonly:
            raise UserError("这份数据是用更新版本的程序建立的，只能查看；请升级程序后再修改")

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _action(self, label: str, kind: str, target: int | None = None) -> Iterator[tuple[Session, int]]:
        self.check_writable()
        assert not getattr(self._busy, "writing", False), "an action inside an action"
        self._busy.writing = True
        try:
            with plain_words(), self._writers() as session:
                connection = session.connection()
                number = history.begin(connection, label, self.actor, kind, target)
                yield session, number
                session.flush()
                if not history.seal(connection, number):
                    return  # the session rolls back: nothing was changed
                session.commit()
        finally:
            self._busy.writing = False
        for listener in self.on_change:
            listener()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no login name in a bare container
        return "本机"


@contextmanager
def plain_words() -> Iterator[None]:
    """What the database refuses, in the words of the person at the screen."""
    try:
        yield
    except IntegrityError as error:
        raise refusal(str(error.orig), Base.metadata) from error
    except StaleDataError as error:
        raise UserError("这条记录刚被别处修改或删除，请重新查看后再改") from error
    except (DBAPIError, sqlcipher.Error) as error:
        cause = str(getattr(error, "orig", error))
        for sign, sentence in TROUBLE:
            if sign in cause:
                raise UserError(sentence) from error
        raise
