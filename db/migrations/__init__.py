"""The schema and its changes over the years: Alembic migrations, run when an older database is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from db.core import dictionaries
from db.core.base import Base
from db.core.errors import UserError
from db.storage import dialect, history, rules
from db.storage.comparison import Comparison, compare
from db.storage.triggers import Trigger
from db.subjects import DICTIONARIES, load_tables, schema

HERE = Path(__file__).parent
# the newest migration, by its number; Alembic itself is loaded only when there is something to do
HEAD = max(path.name[:4] for path in (HERE / "versions").glob("[0-9]*.py"))
PROGRAM = "程序"  # the actor of what the program does by itself


def upgrade(engine: Engine, keep: Callable[[str], None]) -> bool:
    """Bring a database to the newest schema; False where it is newer than this program.

    `keep` makes a backup copy of an older one first, named after its version. Raises UserError where it can't, or where
    the database is another program's.
    """
    with engine.connect() as connection:
        version = _version(connection)
        if version == HEAD:
            return True
        if version is not None and version not in _known():
            return False
    if version is not None:
        keep(version)
    with engine.execution_options(write=True).begin() as connection:
        if _version(connection) != HEAD:  # another process may have been faster
            _run(connection)
    return True


def install(connection: Connection) -> None:
    """Put the triggers in place, as the tables are now."""
    dialect.of(connection).prepare_tables(connection)
    for trigger in triggers(connection):
        trigger.create(connection)


def triggers(connection: Connection) -> tuple[Trigger, ...]:
    """The triggers that keep the history, the rules and the pointers, as the models say them."""
    load_tables()
    return *history.triggers(connection, Base.metadata), *rules.triggers(connection, schema())


def compared(connection: Connection) -> Comparison:
    """The schema as it is, compared with what this program makes."""
    return compare(connection, Base.metadata, triggers(connection))


def known(connection: Connection) -> bool:
    """Whether the schema is still the one this program knows: on a server, another computer may have changed it."""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD


def _version(connection: Connection) -> str | None:
    there = inspect(connection).get_table_names()
    if "alembic_version" in there:
        if version := connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar():
            return version
        raise UserError("数据库的版本记号不见了，是程序以外的手段删去的；请从备份恢复")
    if there:
        raise UserError("这个数据库里已有别的程序的表，请换一个空的数据库")
    return None


def _run(connection: Connection) -> None:
    from alembic import command

    fresh = _version(connection) is None
    command.upgrade(config(connection), "head")
    install(connection)
    action = history.begin(connection, "建立数据" if fresh else f"升级数据结构到 {HEAD}", PROGRAM, "system")
    dictionaries.fill(connection, DICTIONARIES)
    history.seal(connection, action)


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def config(connection: Connection | None = None) -> Any:
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
