"""Photos and scans of activities and shifts"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, record

revision = "0004"
down_revision = "0003"

OWNERS = ("activity", "shift")


def upgrade() -> None:
    op.create_table(
        "attachment",
        *record(),
        *(
            sa.Column(f"{owner}_id", sa.Integer(), sa.ForeignKey(f"{owner}.id", ondelete="CASCADE"), nullable=True)
            for owner in OWNERS
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("caption", sa.String(200)),
        sa.Column("taken_on", sa.Date()),
        sa.Column("consent", sa.String(3), server_default="未问", nullable=False),
        sa.Column("media_type", sa.String(30), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END + CASE WHEN shift_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_attachment_owner"),
        ),
        sa.CheckConstraint("consent IN ('未问', '同意', '不同意')", name=op.f("ck_attachment_consent")),
        *keys("attachment"),
        *(
            sa.UniqueConstraint(f"{owner}_id", "sha256", name=op.f(f"uq_attachment_{owner}_id_sha256"))
            for owner in OWNERS
        ),
        sqlite_autoincrement=True,
    )
    for owner in OWNERS:
        op.create_index(op.f(f"ix_attachment_{owner}_id"), "attachment", [f"{owner}_id"])
