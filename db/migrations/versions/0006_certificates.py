"""Certificates of service: what was certified, as it stands on the paper, and what became of it"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, record

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "certificate",
        *record(),
        sa.Column("office_id", sa.Integer(), sa.ForeignKey("office.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("first", "last")),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String()),
        sa.Column("issuer", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(50), nullable=False) for name in ("head", "clerk")),
        sa.Column("contact", sa.String(30), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("printed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revoked_on", sa.Date()),
        sa.Column("reason", sa.String()),
        sa.CheckConstraint("last IS NULL OR first IS NULL OR last >= first", name=op.f("ck_certificate_dates")),
        sa.CheckConstraint("issued_on >= coalesce(last, first, issued_on)", name=op.f("ck_certificate_past")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_certificate_minutes")),
        sa.CheckConstraint("printed >= 0", name=op.f("ck_certificate_printed")),
        sa.CheckConstraint("(revoked_on IS NULL) = (reason IS NULL)", name=op.f("ck_certificate_revoked")),
        *keys("certificate"),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_certificate_office_id_number")),
        sqlite_autoincrement=True,
    )
    for name in ("office_id", "person_id"):
        op.create_index(op.f(f"ix_certificate_{name}"), "certificate", [name])
