"""PostgreSQL: one writer at a time, repeatable reads, text and NULL in the order of SQLite, triggers, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.adapt import Loader
from sqlalchemy import URL, Column, Connection, Engine, Join, Select, Table, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.sql.operators import asc_op, desc_op, nulls_first_op, nulls_last_op

from db.core.base import Base
from db.core.errors import UserError
from db.storage.triggers import Fingerprint, SchemaObject, Trigger, Violation

BUSY = 10  # seconds to wait for the server, and for another writer
OLDEST = 12  # the first version that is tried; 15 is what the tests run
LOCK = int.from_bytes(b"linli")  # the number of the lock that a writer holds
EVENTS = {"INSERT": 7, "UPDATE": 19, "DELETE": 11}  # pg_trigger.tgtype: for each row, before it is stored
KEPT = 29  # the same: for each row, after INSERT, UPDATE and DELETE
WORDING: dict[str, tuple[tuple[str, str], ...]] = {  # of definitions: ours, and a pattern of the server's
    "index": (("", " USING btree"), (" ON ", r" ON \w+\."), (r" WHERE \1", r" WHERE \((.*)\)$")),
    "column": (
        ("VARCHAR", "CHARACTER VARYING"),
        ("", ".*nextval.*"),  # of a key the server's word and SQLite's differ
        (r" DEFAULT '\1'", r" DEFAULT '?([^':]*?)'?(?:::[\w ]+?)?(?= NOT NULL|$)"),
    ),
    "pointer": (
        (r"FOREIGN KEY(\1) REFERENCES \2 (\3)", r"FOREIGN KEY \((.*)\) REFERENCES (\w+)\((.*?)\)"),
        ("", " DEFERRABLE"),
        ("", r"^(?!.*ON DELETE).*$"),  # one that restricts waits for the end of the transaction: _pointers
    ),
}
WRITING = "另一个程序正在写入数据，请稍后再试"
FAULTS = {  # by SQLSTATE
    "55P03": WRITING,
    "40001": WRITING,
    "40P01": WRITING,
    "53100": "服务器的磁盘已满，这次修改没有保存；请管理员腾出空间后再做一次",
    "53300": "数据库服务器的连接数已满，请稍后再试",
    "25006": "数据库是只读的，不能修改；请联系管理员",
    "42501": "这个数据库用户的权限不够，请管理员把数据库交给它（ALTER DATABASE … OWNER TO …）",
    "22001": "有一项文字太长，没有保存；请缩短后再试",
    "22003": "有一个数字太大，没有保存；请核对后再试",
    "XX001": "数据库已损坏，请管理员从备份恢复",
    "XX002": "数据库的索引已损坏，请管理员重建索引（REINDEX）",
}
LOST = "与数据库服务器的连接断了；请稍后重新查看，没有保存的修改再做一次"
REFUSED = (  # what the server says before it lets anyone in, in its own language; nothing else tells the cases apart
    (r"password|口令|密码", "数据库的用户名或密码不对，请核对；密码可以写在环境变量 LINLI_PASSWORD 里"),
    (r'database "?.+"? does not exist|数据库 ?"?.+"? ?不存在', "服务器上没有这个数据库，请核对地址，或请管理员先建立"),
    (r'role "?.+"? does not exist|角色 ?"?.+"? ?不存在', "服务器上没有这个数据库用户，请核对地址"),
    (r"pg_hba\.conf", "数据库服务器不接受这台电脑的连接，请管理员在 pg_hba.conf 里加上它"),
    (r"too many|连接.*已满", "数据库服务器的连接数已满，请稍后再试"),
    (r"starting up|shutting down|recovery", "数据库服务器正在启动或关闭，请稍后再试"),
    (r"server closed|terminating|SSL connection has been closed|lost|consuming input failed", LOST),
    (r"", "连不上数据库服务器，请检查地址和网络，以及服务器是否开着"),
)
# SQLite's name for the number of a day, so that one condition is read by both
JULIANDAY = """
CREATE OR REPLACE FUNCTION julianday(date) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
AS 'SELECT ($1 - DATE ''2000-01-01'') + 2451544.5'"""
KEEP = """
BEGIN
INSERT INTO change(action_id, table_name, row_id, before, after)
VALUES ((SELECT max(id) FROM action), TG_TABLE_NAME, coalesce(NEW.id, OLD.id), to_json(OLD), to_json(NEW));
RETURN NULL;
END
"""
REFUSE = """
BEGIN
IF ({condition}) THEN
RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}', MESSAGE = 'rule {name}';
END IF;
RETURN {row};
END
"""
OWN_TABLES = "pg_table_is_visible(c.oid) AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"


class Compiler(PGCompiler_psycopg):
    """Sorts empty values first, and last in descending order, as SQLite does."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        if not select._order_by_clauses:
            return ""
        loose = not isinstance(select, Select) or any(map(_loose, select.get_final_froms()))
        return f" ORDER BY {', '.join(self._placed(part, loose, **kw) for part in select._order_by_clauses)}"

    def _placed(self, part: Any, loose: bool, **kw: Any) -> str:
        said, turn = self.process(part, **kw), getattr(part, "modifier", None)
        what = part.element if turn in (asc_op, desc_op) else part
        full = isinstance(what, Column) and not what.nullable and not loose
        if full or turn in (nulls_first_op, nulls_last_op):
            return said  # never empty, so that an index serves, or said already
        return f"{said} NULLS {'LAST' if turn is desc_op else 'FIRST'}"


class Whole(Loader):
    """Reads a whole numeric as int: PostgreSQL sums large integers as numeric, which a sheet would take for text."""

    def load(self, data: Any) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text else int(text)


def _loose(source: Any) -> bool:
    """Whether an outer join can make a column empty that is never empty in its table."""
    return isinstance(source, Join) and (source.isouter or source.full or _loose(source.left) or _loose(source.right))


def open_engine(place: URL, password: str) -> Engine:
    """An engine; the password is in the address, in `password`, or where libpq looks for it.

    A writing transaction takes a lock at once: no two read the same state and both change it. A reading one sees one
    state of all tables. Raises UserError where the server can't be used.
    """
    if password and not place.password:
        place = place.set(password=password)
    ours = {"autocommit": True, "client_encoding": "utf8", "application_name": "linli", "connect_timeout": BUSY}
    engine = create_engine(place, connect_args=ours, pool_pre_ping=True, hide_parameters=True)
    engine.dialect.statement_compiler = Compiler

    def prepare(connection: Any, _record: Any) -> None:
        if connection.info.server_version < OLDEST * 10_000:
            raise UserError(f"数据库服务器的版本太旧，需要 PostgreSQL {OLDEST} 或更新的版本")
        if connection.info.parameter_status("server_encoding") != "UTF8":
            raise UserError("数据库的编码不是 UTF8，存不下中文；请管理员用 ENCODING 'UTF8' 重新建立")
        connection.execute(f"SET lock_timeout = '{BUSY}s'")
        connection.adapters.register_loader("numeric", Whole)

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")  # what stands once the lock is ours
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        else:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def row_as_json(table: Table, row: str) -> str:
    return f"CAST(to_json({row}) AS text)"


def prepare_tables(connection: Connection) -> None:
    """Make text compare byte by byte, and foreign keys deferrable, which RESTRICT never is."""
    connection.exec_driver_sql(JULIANDAY)
    connection.exec_driver_sql(_function("keep_history", KEEP))
    for statement in (*_collations(connection), *_pointers(connection)):
        connection.exec_driver_sql(statement)


def _collations(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(
        "SELECT c.oid::regclass, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation "
        f"WHERE a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C' AND {OWN_TABLES} ORDER BY 1, a.attnum"
    )
    tables: dict[str, list[str]] = {}
    for table, column, sort in found:
        tables.setdefault(table, []).append(f'ALTER COLUMN {column} TYPE {sort} COLLATE "C"')
    return [f"ALTER TABLE {table} {', '.join(changes)}" for table, changes in tables.items()]


def _pointers(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(
        "SELECT c.oid::regclass, quote_ident(k.conname), k.confdeltype, pg_get_constraintdef(k.oid) "
        "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        f"WHERE k.contype = 'f' AND NOT k.condeferrable AND {OWN_TABLES} ORDER BY 1, 2"
    )
    return [
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} "
        f"{definition.replace(' ON DELETE RESTRICT', '')} DEFERRABLE"
        if removing == "r"
        else f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE"
        for table, name, removing, definition in found
    ]


def history(table: Table) -> Iterator[Trigger]:
    trigger = f"history_{table.name}"
    when = f"AFTER INSERT OR UPDATE OR DELETE ON {table.name}"
    statements = _trigger(trigger, table.name, when, "keep_history")
    yield Trigger(trigger, table.name, statements, (trigger, table.name, str(KEPT), KEEP))


def rule(name: str, table: str, event: str, condition: str) -> Trigger:
    body = REFUSE.format(condition=condition, name=name, row="OLD" if event == "DELETE" else "NEW")
    return _before(f"rule_{name}_{event.lower()}", table, event, body)


def removal(name: str, table: str, statement: str) -> Trigger:
    return _before(name, table, "DELETE", f"\nBEGIN\n{statement};\nRETURN OLD;\nEND\n")


def _before(name: str, table: str, event: str, body: str) -> Trigger:
    statements = _function(name, body), *_trigger(name, table, f"BEFORE {event} ON {table}", name)
    return Trigger(name, table, statements, (name, table, str(EVENTS[event]), body))


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$"


def _trigger(name: str, table: str, when: str, function: str) -> tuple[str, str]:
    return (
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {function}()",
    )


def fingerprints(connection: Connection) -> set[Fingerprint]:
    found = connection.exec_driver_sql(
        "SELECT t.tgname, c.relname, CAST(t.tgtype AS text), p.prosrc FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        f"WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND {OWN_TABLES}"
    )
    return {(name, table, sort, body) for name, table, sort, body in found}


def schema_objects(connection: Connection) -> dict[SchemaObject, str]:
    """Of the program's schema; an index that a constraint made for itself isn't one by itself.

    The server writes the text of a check in its own words, so only its name is known.
    """
    here = "c.relnamespace = current_schema()::regnamespace"
    found = connection.exec_driver_sql(
        "SELECT CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, c.relname, c.relname, '' "
        f"FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {here} "
        "UNION ALL SELECT 'index', x.relname, c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        f"JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid WHERE {here} AND i.indisvalid "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid "
        "AND k.contype IN ('p', 'u', 'x')) "
        "UNION ALL SELECT 'trigger', t.tgname, c.relname, '' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        f"WHERE NOT t.tgisinternal AND {here} "
        "UNION ALL SELECT 'rule', r.rulename, c.relname, '' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
        f"WHERE r.rulename <> '_RETURN' AND {here} "
        "UNION ALL SELECT 'policy', c.relname, c.relname, '' FROM pg_class c "
        f"WHERE (c.relrowsecurity OR c.relforcerowsecurity) AND {here} "
        "UNION ALL SELECT 'column', a.attname, c.relname, upper(format_type(a.atttypid, a.atttypmod)) "
        "|| CASE WHEN d.oid IS NULL THEN '' ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END "
        "|| CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END "
        "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
        f"WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'alembic_version' AND {here} "
        "UNION ALL SELECT CASE k.contype WHEN 'c' THEN 'check' WHEN 'u' THEN 'unique' ELSE 'pointer' END, k.conname, "
        "c.relname, CASE k.contype WHEN 'c' THEN '' ELSE pg_get_constraintdef(k.oid) END "
        "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        f"WHERE k.contype IN ('c', 'f', 'u') AND k.convalidated AND {here}"
    )
    return {SchemaObject(*place): _definition(place[0], text) for *place, text in found}


def _definition(sort: str, text: str) -> str:
    """A definition of the server in the words of `db/storage/comparison.py`."""
    for ours, theirs in WORDING.get(sort, ()):
        text = re.sub(theirs, ours, text)
    return text


def schema_version(connection: Connection) -> int | None:
    """PostgreSQL counts none."""


def defer(connection: Connection) -> None:
    connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def own_journal(connection: Connection) -> None:
    """Nothing: a server keeps its journals itself."""


@contextmanager
def any_bytes(connection: Connection) -> Iterator[None]:
    yield  # the server stores nothing else than UTF-8


def is_unwritable(error: BaseException) -> bool:  # the server says what is wrong with its own disk
    return False


def issued(connection: Connection, table: str) -> int | None:
    last = "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)"
    return connection.exec_driver_sql(last, (f'"{table}"',)).scalar()  # NULL: none given yet


def damage(connection: Connection) -> Iterator[str]:
    """Pages with a wrong checksum, and constraints that are missing, not validated or disabled."""
    pages = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
    if count := connection.exec_driver_sql(pages).scalar():
        yield f"数据库有 {count} 个数据页校验不符，请管理员从备份恢复"
    found = connection.exec_driver_sql(
        "SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype <> 'f' "
        f"WHERE k.convalidated AND coalesce(i.indisvalid, true) AND {OWN_TABLES} AND NOT EXISTS "
        "(SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A'))"
    )
    there = {name for (name,) in found}
    made = [str(one.name) for table in Base.metadata.sorted_tables for one in table.constraints if one.name]
    if missing := [name for name in made if name not in there]:
        yield f"数据库里少了或停用了 {len(missing)} 个约束（{missing[0]} 等），请管理员从备份恢复"


def violation(error: BaseException) -> Violation:
    diagnosis: Any = getattr(error, "diag", None)
    name, table, columns = diagnosis.constraint_name or "", diagnosis.table_name or "", (diagnosis.column_name or "",)
    match diagnosis.sqlstate:
        case "23000":
            return Violation("rule", name)
        case "23505":
            return Violation("unique", name)
        case "23514":
            return Violation("check", name)
        case "23502":
            return Violation("empty", "", table, columns)
        case "23503" | "23001":
            return Violation("pointer", name)
    return Violation("other")


def fault(error: BaseException) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return LOST if state.startswith(("57P", "08")) else FAULTS.get(state)
    if type(error).__name__ != "OperationalError":
        return None
    return next(sentence for sign, sentence in REFUSED if re.search(sign, str(error), re.IGNORECASE))
