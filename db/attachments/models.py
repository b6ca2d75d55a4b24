"""The table of attachments: photos and scans, each a file in the data folder known by the hash of its content."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Connection, SelectBase, String, UniqueConstraint, and_, select, union_all
from sqlalchemy.orm import Mapped, mapped_column

from db.attachments.image_files import PDF
from db.core import kinds
from db.core.base import Base, Record, models, pointing_at_any, titled
from db.core.errors import UserError
from db.core.kinds import Kind
from db.core.masking import Sensitive
from db.core.tables import in_list

UNASKED, AGREED, DECLINED = "未问", "同意", "不同意"
CONSENTS = (UNASKED, AGREED, DECLINED)


class Format(NamedTuple):
    """What people call a sort of file, and how its name ends in the data folder."""

    title: str
    suffix: str


FORMATS = {
    "image/jpeg": Format("JPEG 图片", "jpg"),
    "image/png": Format("PNG 图片", "png"),
    "image/webp": Format("WebP 图片", "webp"),
    "image/tiff": Format("TIFF 图片", "tif"),
    PDF: Format("PDF 文件", "pdf"),
}
TITLES = {known.title: media_type for media_type, known in FORMATS.items()}
FORMAT = Kind(
    "option",
    lambda media_type: FORMATS[media_type].title,
    lambda title: TITLES[title],
    lambda media_type: FORMATS[media_type].title,
    options=tuple(TITLES),
)


class Attachment(Record):
    """A photo or a scan of one row of another table; `file_store` keeps the file itself in the data folder."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(in_list("consent", CONSENTS), name="consent"),
        UniqueConstraint(
            "owner", "owner_id", "sha256", info={"message": "这个文件已经添加过，不用再加一次", "field": "name"}
        ),
    )
    noun = "附件"
    label = ("name",)

    owner: Mapped[str] = mapped_column(String(40))  # a table whose model has photos
    owner_id: Mapped[int] = pointing_at_any("属于", "owner")
    name: Mapped[str] = titled("文件名", kinds.WIDE, String(200), sensitive=Sensitive.SECRET)
    caption: Mapped[str | None] = titled("说明", kinds.WIDE, String(200), sensitive=Sensitive.SECRET)
    taken_on: Mapped[date | None] = titled("拍摄日期", kinds.DAY)
    consent: Mapped[str] = titled(
        "拍摄与公开同意",
        kinds.one_of(*CONSENTS),
        String(3),
        default=UNASKED,
        server_default=UNASKED,
        hint="写“同意”的才可以用在公开的材料里",
    )
    media_type: Mapped[str] = titled("格式", FORMAT, String(30))
    size: Mapped[int] = titled("大小", kinds.SIZE)
    sha256: Mapped[str] = titled("校验值", kinds.TEXT, String(64))

    @classmethod
    def whose(cls) -> SelectBase | None:
        """What the owners say of their rows holds for the attachments of these."""
        told = []
        for name, model in owners().items():
            if (pairs := model.whose()) is not None:
                row, person = pairs.subquery().c
                told.append(select(cls.id, person).join(cls, and_(cls.owner == name, cls.owner_id == row)))
        return union_all(*told) if told else None

    @classmethod
    def upgraded(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Before migration 0010 there was a column for each table of owners, of which one was filled in."""
        for owner in ("activity", "shift", "claim", "visit", "consent"):
            number = values.pop(f"{owner}_id", None)
            if number is not None:
                values |= {"owner": owner, "owner_id": number}
        return values

    def before_save(self, connection: Connection) -> None:
        if not self.sha256:
            raise UserError("附件要从照片或扫描件添加，表格里只能改说明、拍摄日期和是否同意", "name")
        if self.owner not in owners():
            raise UserError("附件所属的记录不能带附件，请重新选择", "owner")


def owners() -> dict[str, type[Base]]:
    """The models whose rows may have attachments, each under the name of its table, as far as they are loaded."""
    return {name: model for name, model in models().items() if model.photos is not None}
