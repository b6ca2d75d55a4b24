"""The scale of stars by date, and rankings of hours as they were published"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, record

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "star_scale",
        *record(),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("steps", sa.String(60), nullable=False),
        sa.Column("note", sa.String()),
        *keys("star_scale"),
        sa.UniqueConstraint("valid_from", name=op.f("uq_star_scale_valid_from")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ranking",
        *record(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("ranked", sa.String(2), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first", "last", "published_on")),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("ranked IN ('个人', '队伍')", name=op.f("ck_ranking_ranked")),
        sa.CheckConstraint('"last" >= "first"', name=op.f("ck_ranking_dates")),
        *keys("ranking"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ranking_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), sa.ForeignKey("ranking.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("stars", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_row")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ranking_row_ranking_id"), "ranking_row", ["ranking_id"])
