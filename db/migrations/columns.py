"""What many tables of the migrations have alike. Landed migrations rest on it: add to it, change nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def record() -> list[sa.Column]:
    """The columns of a row that people edit."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def keys(table: str) -> list[sa.Constraint]:
    """Their constraints."""
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    ]


def pointing(name: str, target: str, gone: str = "RESTRICT", *, nullable: bool = True) -> sa.Column:
    """A column that points at another row."""
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, ondelete=gone), nullable=nullable)


def add_column(table: str, column: sa.Column, *constraints: sa.ForeignKeyConstraint | sa.CheckConstraint) -> None:
    """Add a column with its checks and what it points at: SQLite takes them in the words of the column only.

    SQLAlchemy finds a pointer of SQLite by other words, those of a constraint of the table: a comment says these.
    """
    words = [str(sa.schema.CreateColumn(column).compile(dialect=op.get_bind().dialect))]
    for one in constraints:
        if isinstance(one, sa.CheckConstraint):
            words.append(f"CONSTRAINT {one.name} CHECK ({one.sqltext})")
        else:
            parent, key = one.elements[0].target_fullname.split(".")
            target = f"REFERENCES {parent} ({key}) ON DELETE {one.ondelete}"
            words.append(f"/* CONSTRAINT {one.name} FOREIGN KEY({column.name}) {target} */")
            words.append(f"CONSTRAINT {one.name} {target}")
    _run(f"ALTER TABLE {table} ADD COLUMN {' '.join(words)}")


def made_anew(
    table: str, *elements: sa.Column | sa.Constraint, values: dict[str, str], sqlite_autoincrement: bool = False
) -> None:
    """Make a table anew: `values` are its columns, each with SQL for its value in the old table.

    A number once given is not given again. The indexes of the table are made afterwards. Raises ValueError where rows
    point at the table: SQLite would remove them together with the old one.
    """
    known = sa.inspect(op.get_bind())
    targets = {
        name: {key["referred_table"] for key in known.get_foreign_keys(name)} for name in known.get_table_names()
    }
    if children := [name for name in sorted(targets) if table in targets[name]]:
        raise ValueError(f"{table} can't be made anew, as {', '.join(children)} points at it")
    given = _given(table)
    _run(f"CREATE TABLE {table}_old AS SELECT * FROM {table}")
    op.drop_table(table)
    op.create_table(table, *elements, sqlite_autoincrement=sqlite_autoincrement)
    _run(f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {table}_old ORDER BY id")
    op.drop_table(f"{table}_old")
    _give_on(table, given)


def _given(table: str) -> int:
    """The highest number that was ever given to a row of a table; 0 where there was none."""
    if op.get_bind().dialect.name == "sqlite":
        return _run(f"SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}'").scalar() or 0
    sequence = _run(f"SELECT pg_get_serial_sequence('{table}', 'id')").scalar()
    return _run(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}").scalar_one()


def _give_on(table: str, given: int) -> None:
    """The next row gets the number after this one."""
    if not given:
        return
    if op.get_bind().dialect.name == "sqlite":
        _run(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        _run(f"INSERT INTO sqlite_sequence(name, seq) VALUES ('{table}', {given})")
    else:
        _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {given})")


def _run(sql: str) -> sa.CursorResult:
    return op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
