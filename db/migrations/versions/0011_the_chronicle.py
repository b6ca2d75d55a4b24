"""The chronicle"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "chronicle_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("chosen", sa.String(length=3), server_default="收录", nullable=False),
        sa.Column("origin", sa.String(length=60), nullable=True),
        sa.CheckConstraint("chosen IN ('收录', '不收录')", name=op.f("ck_chronicle_entry_chosen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chronicle_entry")),
        sa.UniqueConstraint("origin", name=op.f("uq_chronicle_entry_origin")),
        sa.UniqueConstraint("uid", name=op.f("uq_chronicle_entry_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_chronicle_entry_day"), "chronicle_entry", ["day"], unique=False)
