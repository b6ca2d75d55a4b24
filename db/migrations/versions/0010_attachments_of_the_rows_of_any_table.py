"""Attachments of the rows of any table: one pointer with the name of the table, no longer a column for each table"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import made_anew

revision = "0010"
down_revision = "0009"

OWNERS = ("activity", "shift", "claim", "visit", "consent")
OWNER = " ".join(f"WHEN {owner}_id IS NOT NULL THEN '{owner}'" for owner in OWNERS)


def upgrade() -> None:
    made_anew(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(length=3), server_default="未问", nullable=False),
        sa.Column("media_type", sa.String(length=30), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("consent IN ('未问', '同意', '不同意')", name=op.f("ck_attachment_consent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("owner", "owner_id", "sha256", name=op.f("uq_attachment_owner_owner_id_sha256")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_uid")),
        sqlite_autoincrement=True,
        values={
            "id": "id",
            "uid": "uid",
            "version": "version",
            "owner": f"CASE {OWNER} END",
            "owner_id": f"coalesce({', '.join(f'{owner}_id' for owner in OWNERS)})",
            "name": "name",
            "caption": "caption",
            "taken_on": "taken_on",
            "consent": "consent",
            "media_type": "media_type",
            "size": "size",
            "sha256": "sha256",
        },
    )
