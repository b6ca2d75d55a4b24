"""The table of attachments: photos and scans, each a file in the data folder known by the hash of its content."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Connection, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.kinds import Kind
from db.core.masking import Sensitive
from db.core.tables import in_list

OWNERS = (
    "activity",
    "shift",
    "claim",
    "visit",
    "consent",
)  # the tables whose rows may have attachments: each has a column of its own below
UNASKED, AGREED, DECLINED = "未问", "同意", "不同意"
CONSENTS = (UNASKED, AGREED, DECLINED)


class Format(NamedTuple):
    """What people call a sort of file, and how its name ends in the data folder."""

    title: str
    suffix: str


PDF = "application/pdf"
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
        CheckConstraint(
            " + ".join(f"CASE WHEN {owner}_id IS NULL THEN 0 ELSE 1 END" for owner in OWNERS) + " = 1", name="owner"
        ),
        CheckConstraint(in_list("consent", CONSENTS), name="consent"),
        *(
            UniqueConstraint(
                f"{owner}_id", "sha256", info={"message": "这个文件已经添加过，不用再加一次", "field": "name"}
            )
            for owner in OWNERS
        ),
    )
    noun = "附件"
    label = ("name",)

    activity_id: Mapped[int | None] = pointing("活动", "activity.id", cascade=True)
    shift_id: Mapped[int | None] = pointing("场次", "shift.id", cascade=True)
    claim_id: Mapped[int | None] = pointing("认领", "claim.id", cascade=True)
    visit_id: Mapped[int | None] = pointing("走访", "visit.id", cascade=True)
    consent_id: Mapped[int | None] = pointing("同意书", "consent.id", cascade=True)
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

    def settle(self, connection: Connection) -> None:
        if not self.sha256:
            raise UserError("附件要从照片或扫描件添加，表格里只能改说明、拍摄日期和是否同意", "name")
