"""Attachments of all subjects: their listing, adding files to a row, finding and checking the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db.attachments import file_store
from db.attachments.file_store import Source, Taken
from db.attachments.models import AGREED, Attachment, owners
from db.attachments.steps import attach, mended, take_all
from db.core import kinds
from db.core.base import Base, column_of, models
from db.core.confined import Confined
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.pointers import of_protected
from db.core.relation_fields import name_of
from db.core.work import Tick, no_progress
from db.database import Database
from db.subjects import load_tables

load_tables()  # any subject may have owners
MEND = "请重新添加同一个文件，或从备份旁边的 attachments 文件夹复制回来"


def _owner() -> Field:
    """The field of the row to which an attachment belongs: 活动：义诊, 场次：义诊 2021-08-30."""
    names = (
        (Attachment.owner == name, literal(f"{model.noun}：") + _called(model, Attachment.owner_id))
        for name, model in owners().items()
    )
    return Field("owner", "属于", kinds.WIDE, case(*names))


def _called(model: type[Base], number: Any) -> ColumnElement[str]:
    """The name of a row, after the name of the row it would go with; the number where the row is protected."""
    row = aliased(model)
    if model.protected:
        return select(cast(row.id, String) + " 号").where(row.id == number).scalar_subquery()
    name: ColumnElement[str] = cast(name_of(row), String)
    for key in column_of(name_of(model)).foreign_keys:  # named by another row, as a claim is by its wish
        name = _called(models()[key.column.table.name], name_of(row))
    for column in model.__table__.columns:
        for key in column.foreign_keys:
            if key.ondelete == "CASCADE":
                above = models()[key.column.table.name]
                name = _called(above, getattr(row, column.key)) + " " + name
    return select(name).where(row.id == number).scalar_subquery()


def _public() -> ColumnElement[bool]:
    """Whether the owner lets the public see its photos."""
    return or_(
        *(
            and_(Attachment.owner == name, model.photos.shown(Attachment.owner_id))
            for name, model in owners().items()
            if model.photos
        )
    )


ATTACHMENTS = Listing(
    key="attachments",
    title="附件",
    model=Attachment,
    fields=(
        of(Attachment.caption),
        of(Attachment.taken_on),
        of(Attachment.consent),
        _owner(),
        of(Attachment.name, set=None, required=False),
        of(Attachment.media_type, set=None, required=False),
        of(Attachment.size, set=None, required=False),
        of(Attachment.sha256, set=None, required=False),
    ),
    order=(Attachment.id,),
    search=Attachment.name + " " + func.coalesce(Attachment.caption, ""),
    match=("sha256", "owner"),
    public=(Attachment.consent == AGREED, _public()),
    empty="还没有附件。把照片或扫描件拖到这里，或点“添加”选择文件。",
)


def attached_to(listing: Listing) -> Listing:
    """The attachments of another listing's rows; `of` gives those of one row. UserError where its rows can have none.

    A file of a person in hardship may bear that person's name. The history doesn't show such names.
    """
    owner = listing.model.__tablename__
    if listing.model.photos is None:
        known = "、".join(model.noun for model in owners().values())
        raise UserError(f"“{listing.title}”不能带附件；可以带附件的有：{known}")
    where = (Attachment.owner == owner,)
    return replace(ATTACHMENTS, within=Attachment.owner_id, where=where, unnamed=of_protected(owner))


def owner_name(session: Session, listing: Listing, number: int) -> str:
    """The name of a row that has attachments: 场次：义诊 2021-08-30."""
    return f"{listing.noun}：{session.scalar(select(_called(listing.model, number))) or ''}"


@dataclass(frozen=True)
class Added:
    """The numbers of the new attachments, and a sentence for each file that didn't fit."""

    numbers: list[int]
    refused: list[str]


def add(
    database: Database, listing: Listing, number: int, sources: Sequence[Source], tick: Tick = no_progress
) -> Added:
    """Copy files into the data folder and attach them to a row of the listing, as one action.

    Those that fit are added, the others are named. Raises UserError where the row is gone; a cancel leaves nothing.
    """
    there = attached_to(listing).of(number)
    with database.read() as session:
        listing.one(session, number)
        known = {there.value(row, "sha256") for row in session.execute(there.rows())}
    owner = listing.model.__tablename__
    with file_store.intake(database.folder) as take:
        taken, refused = take_all(take, sources, tick)
        refused += [mended(database.folder, one) for one in taken if one.sha256 in known]
        fit = [one for one in taken if one.sha256 not in known]
        if not fit:
            return Added([], refused)
        with database.write(_label(listing, fit)) as session:
            made = [attach(session, database.folder, owner, number, one) for one in fit]
            session.flush()
            numbers = [row.id for row in made]
    return Added(numbers, refused)


def _label(listing: Listing, fit: Sequence[Taken]) -> str:
    if attached_to(listing).unnamed:
        return f"给{listing.noun}添加附件 {len(fit)} 个"
    return f"添加附件“{fit[0].name}”" + (f" 等 {len(fit)} 个" if len(fit) > 1 else "")


def file_of(folder: Path, row: Row[Any]) -> Path:
    """The file of an attachment; raises UserError where it is missing."""
    path = file_store.path_of(folder, ATTACHMENTS.value(row, "sha256"), ATTACHMENTS.value(row, "media_type"))
    if not path.is_file():
        raise UserError(f"附件“{ATTACHMENTS.label_of(row)}”的文件不见了，{MEND}")
    return path


def thumbnail_of(folder: Path, row: Row[Any]) -> Path:
    """Its thumbnail, made anew where it is missing; raises UserError where the file is missing or damaged."""
    return file_store.thumbnail(folder, ATTACHMENTS.value(row, "sha256"), ATTACHMENTS.value(row, "media_type"))


def check_files(database: Database, tick: Tick = no_progress) -> tuple[list[str], list[str]]:
    """Counts of the files, and the files that are missing or changed: a Chinese sentence each."""
    with database.read() as session:
        rows = session.execute(ATTACHMENTS.rows()).all()
    named: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for row in rows:
        kinds[ATTACHMENTS.value(row, "sha256")] = ATTACHMENTS.value(row, "media_type")
        what = f"附件“{ATTACHMENTS.label_of(row)}”（{ATTACHMENTS.value(row, 'owner') or '所属的记录不存在'}）"
        named.setdefault(ATTACHMENTS.value(row, "sha256"), []).append(what)
    there = file_store.files(database.folder)
    wrong: list[str] = []
    with Confined() as child:
        for done, (digest, attachments) in enumerate(named.items()):
            tick(done, len(named))
            if trouble := _trouble(there.get(digest), digest):
                wrong += [f"{what}的文件{trouble}，{MEND}" for what in attachments]
            elif not file_store.shows(child, database.folder, digest, kinds[digest]):
                again = "删去数据文件夹里的 attachments/thumbs，程序会重做"
                wrong += [f"{what}的缩略图不是它的；{again}" for what in attachments]
    wanted = named.keys() & there.keys()
    unused = len(there.keys() - named.keys())  # of attachments removed, kept because that can be undone
    return [f"附件文件 {len(wanted)} 个" + (f"，另有 {unused} 个已没有附件用到" if unused else "")], wrong


def _trouble(path: Path | None, digest: str) -> str:
    if path is None:
        return "不见了"
    try:
        return "" if file_store.digest_of(path) == digest else "被改动过或已损坏"
    except OSError as error:
        return f"读不出来（{error.strerror or error}）"
