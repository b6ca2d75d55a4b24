"""The schema and its changes over the years: Alembic migrations, run when an older database is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db import activity_models, dictionaries, history, meeting_models, models, rules, sale_models, sqlite, team_models
from db.base import Base

HEAD = "0005"  # the newest migration; Alembic itself is loaded only when there is something to do
PROGRAM = "程序"  # the actor of what the program does by itself

# they must be known before triggers are made for them
TABLES = models, meeting_models, team_models, activity_models, sale_models


def upgrade(engine: Engine, path: Path, password: str = "") -> bool:
    """Bring a database to the newest schema, after a backup copy; False where it is newer than this program."""
    with engine.connect() as connection:
        version = _version(connection)
        if version == HEAD:
            return True
        if version is not None and version not in _known():
            return False
    if version is not None:
        sqlite.copy(path, path.parent / "backups" / f"{path.stem}-{version}-{sqlite.stamp()}.db", password)
    with engine.execution_options(write=True).begin() as connection:
        if _version(connection) != HEAD:  # another process may have been faster
            _run(connection)
    return True


def install(connection: Connection) -> None:
    """Put the triggers of the history and of the rules in place, as the tables are now."""
    for statement in (*history.schema(Base.metadata), *rules.schema()):
        connection.exec_driver_sql(statement)


def _version(connection: Connection) -> str | None:
    found = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if found else None


def _run(connection: Connection) -> None:
    from alembic import command

    fresh = _version(connection) is None
    command.upgrade(config(connection), "head")
    install(connection)
    action = history.begin(connection, "建立数据" if fresh else f"升级数据结构到 {HEAD}", PROGRAM, "system")
    dictionaries.fill(connection)
    history.seal(connection, action)


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def config(connection: Connection | None = None) -> Any:
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
