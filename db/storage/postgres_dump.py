"""Copies of a PostgreSQL database by its own tools, read back before they get their name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL

from db.core import durable
from db.core.errors import UserError
from db.storage import private

TABLE = re.compile(r"COPY (?:[^ ]+\.)?\"?(\w+)\"? \((.*)\) FROM stdin;")  # in what pg_restore writes; its rows follow
END = "\\."


def copy(place: URL, target: Path, password: str = "") -> Path:
    """A whole copy of a database by pg_dump, which pg_restore reads; raises UserError where it can't be made.

    It has its name only if it holds as many rows of each table as the server did, and the same last action.
    """
    dumps, restores = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dumps is None or restores is None:
        raise UserError(
            "备份服务器上的数据要用 PostgreSQL 自带的 pg_dump，这台电脑上没有；请装上它，或换一台装有它的电脑"
        )
    part = target.with_name(target.name + ".part")
    address = place._replace(drivername="postgresql", password=None).render_as_string()  # none for `ps` to show
    words = [dumps, "--format=custom", "--no-password", f"--file={part}", f"--dbname={address}"]
    password = str(place.password or password)
    known = {"PGPASSWORD": password} if password else {}
    try:
        private.made(target.parent)
        with psycopg.connect(address, password=password or None, autocommit=True) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")  # what is counted is what is copied
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            counted = _census(connection)
            _run([*words, f"--snapshot={snapshot}"], known)
        if _dumped(_run([restores, "--data-only", "--file=-", str(part)])) != counted:
            raise UserError("备份同服务器上的数据不一样，没有写成；请换一个磁盘或文件夹再备份")
        durable.put(part, target)
    except (OSError, psycopg.Error, subprocess.CalledProcessError) as error:
        said = str(getattr(error, "stderr", None) or error).strip().splitlines()[0]
        raise UserError(f"备份没有写成（{said}），请检查磁盘空间和文件夹权限") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _run(words: list[str], more: dict[str, str] | None = None) -> str:
    env = os.environ | (more or {})
    return subprocess.run(words, env=env, check=True, capture_output=True, encoding="utf8", errors="replace").stdout


def _census(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and the hash of the last action."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    counted = {}
    for (name,) in names:
        (count,) = connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(name))).fetchone() or (0,)
        counted[name] = count, ""
    if "action" in counted:
        last = connection.execute("SELECT hash FROM action ORDER BY id DESC LIMIT 1").fetchone()
        counted["action"] = counted["action"][0], last[0] if last else ""
    return counted


def _dumped(script: str) -> dict[str, tuple[int, str]]:
    """The same of the script that pg_restore makes of a dump, in which each row is a line."""
    counted: dict[str, tuple[int, str]] = {}
    lines = iter(script.splitlines())
    for line in lines:
        if found := TABLE.fullmatch(line):
            rows = [row.split("\t") for row in iter(lambda: next(lines, END), END)]
            counted[found[1]] = len(rows), _last(rows, found[2].split(", ")) if found[1] == "action" else ""
    return counted


def _last(rows: list[list[str]], columns: list[str]) -> str:
    if not rows:
        return ""
    row = max(rows, key=lambda row: int(row[columns.index("id")]))
    return row[columns.index("hash")]
