"""The base of every table: ids, a version, the names of constraints, the words people read, the check before saving."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import uuid4

from sqlalchemy import Connection, ForeignKey, MetaData, SelectBase, String, event
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
from db.core.photos import Photos

Id = Annotated[int, mapped_column(primary_key=True, sort_order=-3)]
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
ANY_TABLE = "any"  # in the info of a column that points at a row of any table: which column beside it names the table


class Base(DeclarativeBase):
    """A table. `noun` is what people call one of its rows, `label` the columns by which they know it.

    A `protected` table is about people in hardship: no public export holds its rows, and messages mask their names.
    Rows of a model with `photos` may have photos and scans attached.
    """

    metadata = MetaData(naming_convention=NAMES)
    noun: ClassVar[str] = ""
    label: ClassVar[tuple[str, ...]] = ()
    protected: ClassVar[bool] = False
    photos: ClassVar[Photos | None] = None

    id: Mapped[Id]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" in vars(cls):
            table: Any = cls.__table__
            table.info["noun"] = cls.noun
            table.dialect_kwargs["sqlite_autoincrement"] = True  # a number once given never means another row

    @classmethod
    def whose(cls) -> SelectBase | None:
        """Pairs of a row's id and the id of the protected person whom the row shows in full; None where no row does."""
        return None

    @classmethod
    def upgraded(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A row's values from the history, in the columns that the table has today."""
        return values

    def before_save(self, connection: Connection) -> None:
        """Work out derived columns before the row is stored; raise UserError where values contradict each other."""


class Record(Base):
    """A row that people edit. It has a version, and a `uid` that is unique among all offices."""

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
def _before_save(_mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    row.before_save(connection)


def titled(
    title: str,
    kind: Kind = kinds.TEXT,
    *args: Any,
    sensitive: Sensitive = Sensitive.NO,
    hint: str = "",
    **options: Any,
) -> MappedColumn[Any]:
    """A column that people see, with its title, its kind and how sensitive it is."""
    info = {"title": title, "kind": kind, "sensitive": sensitive, "hint": hint}
    return mapped_column(*args, info=info, **options)


def pointing(title: str, target: str, *, cascade: bool = False, **options: Any) -> MappedColumn[Any]:
    """A column that points at another row. With `cascade` the row goes with it; else that can't be removed."""
    key = ForeignKey(target, ondelete="CASCADE" if cascade else "RESTRICT")
    return titled(title, kinds.LINK, key, index=True, **options)


def pointing_at_any(title: str, naming: str) -> MappedColumn[Any]:
    """A column that points at a row of any table; the column `naming` beside it holds the name of that table.

    The row goes with the one at which it points.
    """
    column = titled(title, kinds.LINK)
    column.column.info[ANY_TABLE] = naming
    return column


def column_of(attr: InstrumentedAttribute[Any]) -> Any:
    return attr.property.columns[0]


def models() -> dict[str, type[Base]]:
    """The models that are loaded, each under the name of its table, in the order of these names."""
    found = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    return dict(sorted(found.items()))


def key_of(column: str) -> str:
    """The key of the field that shows a column."""
    return column.removesuffix("_id")
