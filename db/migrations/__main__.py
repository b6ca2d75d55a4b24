"""The next migration, made from the models for a developer to look over: python -m db.migrations "add chronicle".

What the models say is compared with a fresh database at the newest migration. New tables and new columns come out with
all their constraints; a table of which more than that is new is made anew, where nothing points at it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code, renderers
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, Inspector, Table, inspect

from db import migrations
from db.core.base import Base
from db.core.pointers import pointers_at
from db.storage import sqlite
from db.storage.sqlite_driver import FILE
from db.subjects import load_tables

MIGRATION = '''"""{title}"""

import sqlalchemy as sa
from alembic import op
{imports}
revision = "{number}"
down_revision = "{head}"


def upgrade() -> None:
    {body}
'''
PLAIN = (ops.AddColumnOp, ops.CreateIndexOp, ops.DropIndexOp)  # what SQLite can do to a table that is there
HELPERS = ("add_column", "made_anew")


class AddWhole(ops.AddColumnOp):
    """Add a column with what it points at and its checks, as `columns.add_column` does."""

    pointers: Sequence[ForeignKeyConstraint] = ()
    checks: Sequence[CheckConstraint] = ()


@renderers.dispatch_for(AddWhole)
def _render_whole(context: Any, op: AddWhole) -> str:
    plain = ops.AddColumnOp(op.table_name, op.column)
    column = str(renderers.dispatch(plain)(context, plain)).removeprefix("op.").removesuffix(")")
    more = [
        f"sa.ForeignKeyConstraint({one.column_keys!r}, {[key.target_fullname for key in one.elements]!r}, "
        f"name=op.f({str(one.name)!r}), ondelete={one.ondelete!r})"
        for one in op.pointers
    ]
    more += [f"sa.CheckConstraint({str(one.sqltext)!r}, name=op.f({str(one.name)!r}))" for one in op.checks]
    return ", ".join((column, *more)) + ")"


class MakeAnew(ops.MigrateOperation):
    """Make a table as the model says it, with its rows, as `columns.made_anew` does."""

    def __init__(self, table: Table, kept: Collection[str]) -> None:
        self.table, self.kept = table, kept  # the columns that the old table has, too


@renderers.dispatch_for(MakeAnew)
def _render_anew(context: Any, op: MakeAnew) -> str:
    plain = ops.CreateTableOp.from_table(op.table)
    plain.info = {}
    made = str(renderers.dispatch(plain)(context, plain)).removeprefix("op.create_table(").removesuffix("\n)")
    values = {column.name: column.name if column.name in op.kept else "NULL" for column in op.table.columns}
    return f"made_anew({made},\nvalues={values!r}\n)"


def main(words: Sequence[str] | None = None) -> int:
    parser = ArgumentParser("python -m db.migrations", description="Make the next migration from the models.")
    parser.add_argument("title", help="what the migration does, in a few English words")
    title = parser.parse_args(words).title
    load_tables()
    with TemporaryDirectory() as folder:
        engine = sqlite.open_engine(Path(folder) / FILE, "")
        with engine.execution_options(write=True).begin() as connection:
            command.upgrade(migrations.config(connection), "head")
            body, remarks = _compared(connection)
        engine.dispose()
    if not body:
        sys.stderr.write("The models say nothing that the migrations don't.\n")
        return 1
    sys.stdout.write(f"{_write(title, body)}\n")
    sys.stderr.writelines(f"{remark}\n" for remark in remarks)
    return 0


def _compared(connection: Connection) -> tuple[str, list[str]]:
    """The body of the function that upgrades, "" where nothing is new, and remarks on what needs a second look."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
    found = produce_migrations(context, Base.metadata).upgrade_ops
    assert found
    known = inspect(connection)
    for part in found.ops:
        if isinstance(part, ops.CreateTableOp):
            part.info = {}  # what the models say to the program
    parts = {part.table_name: part for part in found.ops if isinstance(part, ops.ModifyTableOps)}
    remarks: list[str] = []
    for name in sorted({*known.get_table_names()} & Base.metadata.tables.keys()):
        if name not in parts:  # only its checks may differ
            parts[name] = ops.ModifyTableOps(name, [])
            found.ops.append(parts[name])
        parts[name].ops = list(_of_table(known, Base.metadata.tables[name], parts[name].ops, remarks))
    code = render_python_code(found, migration_context=context)
    lines = [line.rstrip() for line in code.splitlines() if not line.strip().startswith("# ###")]
    body = "\n".join(lines).strip()
    return ("" if body == "pass" else body), remarks


def _of_table(
    known: Inspector, table: Table, plain: Sequence[ops.MigrateOperation], remarks: list[str]
) -> Iterator[ops.MigrateOperation]:
    """The operations on a table that is there: each new column with its constraints, or the table made anew."""
    added = [op.column.name for op in plain if isinstance(op, ops.AddColumnOp)]
    there = {str(check["name"]): _squeezed(check["sqltext"]) for check in known.get_check_constraints(table.name)}
    said = {str(one.name): one for one in table.constraints if isinstance(one, CheckConstraint)}
    checks = {name: _last(one, added) for name, one in sorted(said.items()) if name not in there}
    changed = any(name not in said or _squeezed(str(said[name].sqltext)) != words for name, words in there.items())
    rest = [op for op in plain if not (isinstance(op, ops.CreateForeignKeyOp) and {*op.local_cols} <= {*added})]
    if changed or None in checks.values() or not all(isinstance(op, PLAIN) for op in rest):
        remarks += _doubts(table)
        yield MakeAnew(table, {column["name"] for column in known.get_columns(table.name)})
        yield from map(ops.CreateIndexOp.from_index, sorted(table.indexes, key=lambda index: str(index.name)))
        return
    for op in rest:
        if isinstance(op, ops.AddColumnOp):
            if not op.column.nullable and op.column.server_default is None:
                remarks.append(f"{table.name}.{op.column.name}: no older row has a value; give it a server_default")
            whole = AddWhole(table.name, op.column)
            whole.pointers = [key.constraint for key in op.column.foreign_keys if key.constraint is not None]
            whole.checks = [said[name] for name, column in checks.items() if column == op.column.name]
            yield whole
        else:
            yield op


def _doubts(table: Table) -> Iterator[str]:
    """What to look at where a table is made anew."""
    yield f"{table.name} is made anew: say in `values` from where its new columns come"
    for pointer in pointers_at(table.name):
        if pointer.naming is None:
            yield f"{table.name} can't be made anew, as {pointer.table.name} points at it: write that part by hand"


def _last(check: CheckConstraint, added: Sequence[str]) -> str | None:
    """The last of the new columns of which a check speaks: once that is there, the others are."""
    words = re.findall(r"\w+", str(check.sqltext))
    return next((name for name in reversed(added) if name in words), None)


def _squeezed(sql: str) -> str:
    return "".join(sql.split())


def _write(title: str, body: str) -> Path:
    """Write the migration among the others, under the next number."""
    number = f"{int(migrations.HEAD) + 1:04}"
    name = re.sub(r"\W+", "_", title.lower()).strip("_")
    path = migrations.HERE / "versions" / f"{number}_{name}.py"
    helpers = [helper for helper in HELPERS if re.search(rf"^ *{helper}\(", body, re.MULTILINE)]
    imports = f"\nfrom db.migrations.columns import {', '.join(helpers)}\n" if helpers else ""
    text = MIGRATION.format(
        title=title[:1].upper() + title[1:], imports=imports, number=number, head=migrations.HEAD, body=body
    )
    path.write_text(text, "utf8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=False, capture_output=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
