"""What every table has: ids, a version, names for its constraints, words for people, and its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from sqlalchemy import Column, Connection, ForeignKey, MetaData, SelectBase, String, Table, event
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    MappedColumn,
    Mapper,
    declared_attr,
    mapped_column,
)

from db.core import kinds
from db.core.kinds import Kind
from db.core.masking import Sensitive

Id = Annotated[int, mapped_column(primary_key=True, sort_order=-3)]
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A table. `noun` is what people call one of its rows, `label` the columns by which they know it.

    A `protected` one tells of people in hardship: nothing of it is made for the public, names are said masked.
    """

    metadata = MetaData(naming_convention=NAMES)
    noun: ClassVar[str] = ""
    label: ClassVar[tuple[str, ...]] = ()
    protected: ClassVar[bool] = False

    id: Mapped[Id]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" in vars(cls):
            table: Any = cls.__table__
            table.info["noun"] = cls.noun
            table.dialect_kwargs["sqlite_autoincrement"] = True  # a number once given never means another row

    @classmethod
    def whose(cls) -> SelectBase | None:
        """Pairs of a row's id and the id of a protected person of whom it tells in full; None where no row does."""
        return None

    def settle(self, connection: Connection) -> None:
        """Bring derived columns up to date before the row is stored; raise UserError where values contradict."""


class Record(Base):
    """A row that people edit: it has a version, and an id that travels between offices."""

    __abstract__ = True
    uid: Mapped[str] = mapped_column(
        String(32), default=lambda: uuid4().hex, unique=True, insert_sentinel=True, sort_order=-2
    )
    version: Mapped[int] = mapped_column(default=1, sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


@event.listens_for(Base, "before_insert", propagate=True)
@event.listens_for(Base, "before_update", propagate=True)
def _settle(_mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    row.settle(connection)


def titled(
    title: str,
    kind: Kind = kinds.TEXT,
    *args: Any,
    sensitive: Sensitive = Sensitive.NO,
    hint: str = "",
    **options: Any,
) -> MappedColumn[Any]:
    """A column that people see: its title, its kind and how sensitive it is are said here, once."""
    info = {"title": title, "kind": kind, "sensitive": sensitive, "hint": hint}
    return mapped_column(*args, info=info, **options)


def pointing(title: str, target: str, *, cascade: bool = False, **options: Any) -> MappedColumn[Any]:
    """A column that points at another row: removed with it (`cascade`), or holding it in place."""
    key = ForeignKey(target, ondelete="CASCADE" if cascade else "RESTRICT")
    return titled(title, kinds.LINK, key, index=True, **options)


def column_of(attr: InstrumentedAttribute[Any]) -> Any:
    return attr.property.columns[0]


def pointers(target: str) -> Iterator[tuple[Table, Column[Any]]]:
    """The columns that point at a table, each with its own table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == target for key in column.foreign_keys):
                yield table, column


def key_of(column: str) -> str:
    """The key of the field that shows a column."""
    return column.removesuffix("_id")
