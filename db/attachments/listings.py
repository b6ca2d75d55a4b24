"""Attachments: photos and scans of an activity or a shift, as rows of the data and as files in the data folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, String, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.attachments import file_store
from db.attachments.file_store import Source, Take, Taken
from db.attachments.models import AGREED, OWNERS, Attachment
from db.core import kinds
from db.core.base import Base, column_of
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.relation_fields import name_of
from db.core.work import Tick, quietly
from db.database import Database
from db.describe import of_protected
from db.hardship.consents import has_consent
from db.hardship.models import PHOTO
from db.wishes.claim_models import Claim
from db.wishes.models import Wish

MEND = "请重新添加同一个文件，或从备份旁边的 attachments 文件夹复制回来"


def _models() -> dict[str, type[Base]]:
    """The models of those that may have attachments, by table."""
    found = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    return {owner: found[owner] for owner in OWNERS}


def _model(table: Any) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)


def _column(owner: str) -> InstrumentedAttribute[int | None]:
    return getattr(Attachment, f"{owner}_id")


def _owner() -> Field:
    """What an attachment belongs to: 活动：义诊, 场次：义诊 2021-08-30."""
    names = (
        (_column(owner).is_not(None), literal(f"{model.noun}：") + _called(model, _column(owner)))
        for owner, model in _models().items()
    )
    return Field("owner", "属于", kinds.WIDE, case(*names))


def _called(model: type[Base], number: Any) -> ColumnElement[str]:
    """The name of a row, behind the name of the row with which it would go; of a protected one its number."""
    row = aliased(model)
    if model.protected:
        return select(cast(row.id, String) + " 号").where(row.id == number).scalar_subquery()
    name: ColumnElement[str] = cast(name_of(row), String)
    for key in column_of(name_of(model)).foreign_keys:  # it is known by another row, as a claim is by its wish
        name = _called(_model(key.column.table), name_of(row))
    for column in model.__table__.columns:
        for key in column.foreign_keys:
            if key.ondelete == "CASCADE":
                name = _called(_model(key.column.table), getattr(row, column.key)) + " " + name
    return select(name).where(row.id == number).scalar_subquery()


_PHOTO_CONSENT = (
    select(Claim.id)
    .join(Wish, Wish.id == Claim.wish_id)
    .where(Claim.id == Attachment.claim_id, has_consent(PHOTO, Wish.beneficiary_id))
    .exists()
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
    # of a claim only while the person agrees to photos; what was brought home from a visit, or signed, never
    public=(
        Attachment.consent == AGREED,
        Attachment.visit_id.is_(None),
        Attachment.consent_id.is_(None),
        Attachment.claim_id.is_(None) | _PHOTO_CONSENT,
    ),
    empty="还没有附件。把照片或扫描件拖到这里，或点“添加”选择文件。",
)


def attached_to(listing: Listing) -> Listing:
    """The attachments within another listing, to be narrowed with `of`; raises UserError where its rows have none.

    The name of a file may be that of somebody in hardship, whose it is: then the history doesn't say it.
    """
    owner = listing.model.__tablename__
    if owner not in OWNERS:
        known = "、".join(model.noun for model in _models().values())
        raise UserError(f"“{listing.title}”不能带附件；可以带附件的有：{known}")
    return replace(ATTACHMENTS, within=_column(owner), unnamed=of_protected(owner))


def owner_name(session: Session, listing: Listing, number: int) -> str:
    """What a row of a listing is called as the owner of attachments: 场次：义诊 2021-08-30."""
    return f"{listing.noun}：{session.scalar(select(_called(listing.model, number))) or ''}"


@dataclass(frozen=True)
class Added:
    """The numbers of the new attachments, and a sentence for each file that didn't fit."""

    numbers: list[int]
    refused: list[str]


def add(database: Database, listing: Listing, number: int, sources: Sequence[Source], tick: Tick = quietly) -> Added:
    """Copy files into the data folder and attach them to a row of the listing, as one action.

    Those that fit are added, the others are named. Raises UserError where the row is gone; a cancel leaves nothing.
    """
    within = attached_to(listing).within
    assert within is not None
    with database.read() as session:
        listing.one(session, number)
        known = set(session.scalars(select(Attachment.sha256).where(within == number)))
    with file_store.intake(database.folder) as take:
        taken, refused = _take_all(take, sources, tick)
        refused += [_again(database.folder, one) for one in taken if one.sha256 in known]
        fit = [one for one in taken if one.sha256 not in known]
        if not fit:
            return Added([], refused)
        with database.write(_label(listing, fit)) as session:
            made = [attach(session, database.folder, within, number, one) for one in fit]
            session.flush()
            numbers = [row.id for row in made]
    return Added(numbers, refused)


def _label(listing: Listing, fit: Sequence[Taken]) -> str:
    if attached_to(listing).unnamed:
        return f"给{listing.noun}添加附件 {len(fit)} 个"
    return f"添加附件“{fit[0].name}”" + (f" 等 {len(fit)} 个" if len(fit) > 1 else "")


def attach(session: Session, folder: Path, within: InstrumentedAttribute[Any], number: int, taken: Taken) -> Attachment:
    """Put a file in its place and store the row that names it: in this order, so that no row names what isn't there."""
    file_store.place(folder, taken)
    row = Attachment(
        **{within.key: number},
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        taken_on=taken.look.taken_on,
    )
    session.add(row)
    return row


def _take_all(take: Take, sources: Sequence[Source], tick: Tick) -> tuple[list[Taken], list[str]]:
    """The files that can be attached, each content once, and the sentences about the others."""
    fit: dict[str, Taken] = {}
    refused: list[str] = []
    for place, source in enumerate(sources):

        def part(done: int, size: int, place: int = place) -> None:
            tick(place * 100 + done * 100 // max(1, size), len(sources) * 100)

        try:
            taken = take(source, part)
        except UserError as error:
            refused.append(str(error))
            continue
        if fit.setdefault(taken.sha256, taken) is not taken:
            refused.append(f"“{taken.name}”与“{fit[taken.sha256].name}”是同一个文件，只加了一次")
    return list(fit.values()), refused


def _again(folder: Path, taken: Taken) -> str:
    """What to say of a file that is attached already; one that was lost or damaged since is mended by it."""
    if file_store.place(folder, taken):
        return f"“{taken.name}”原来就有，它缺损的文件已经补好"
    return f"“{taken.name}”已经添加过，不用再加一次"


def file_of(folder: Path, row: Row[Any]) -> Path:
    """The file of an attachment; raises UserError where it is missing."""
    path = file_store.path_of(folder, ATTACHMENTS.value(row, "sha256"), ATTACHMENTS.value(row, "media_type"))
    if not path.is_file():
        raise UserError(f"附件“{ATTACHMENTS.called(row)}”的文件不见了，{MEND}")
    return path


def thumbnail_of(folder: Path, row: Row[Any]) -> Path:
    """Its thumbnail, made anew where it is missing; raises UserError where the file is missing or damaged."""
    return file_store.thumbnail(folder, ATTACHMENTS.value(row, "sha256"), ATTACHMENTS.value(row, "media_type"))


def check_files(database: Database, tick: Tick = quietly) -> tuple[list[str], list[str]]:
    """What was found of the files, and which are missing or no longer what they were: each a Chinese sentence."""
    with database.read() as session:
        rows = session.execute(ATTACHMENTS.rows()).all()
    named: dict[str, list[str]] = {}
    for row in rows:
        what = f"附件“{ATTACHMENTS.called(row)}”（{ATTACHMENTS.value(row, 'owner')}）"
        named.setdefault(ATTACHMENTS.value(row, "sha256"), []).append(what)
    there = file_store.files(database.folder)
    wrong: list[str] = []
    for done, (digest, attachments) in enumerate(named.items()):
        tick(done, len(named))
        if trouble := _trouble(there.get(digest), digest):
            wrong += [f"{what}的文件{trouble}，{MEND}" for what in attachments]
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
