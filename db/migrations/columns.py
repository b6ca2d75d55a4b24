"""What many tables of the migrations have alike. Landed migrations rest on it: add to it, change nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def record() -> list[sa.Column]:
    """The columns of a row that people edit."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def keys(table: str) -> list[sa.Constraint]:
    """Their constraints."""
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    ]


def pointing(name: str, target: str, gone: str = "RESTRICT", *, nullable: bool = True) -> sa.Column:
    """A column that points at another row."""
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, ondelete=gone), nullable=nullable)
