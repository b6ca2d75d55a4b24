"""Charity sales with the goods given for them and what became of the money"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, pointing, record

revision = "0005"
down_revision = "0004"

MOST = 9_999_999_999  # cents
POINTERS = {
    "sale": ("office_id", "activity_id"),
    "sale_good": ("sale_id", "organisation_id"),
    "sale_use": ("sale_id", "person_id"),
}


def upgrade() -> None:
    op.create_table(
        "sale",
        *record(),
        pointing("office_id", "office.id", nullable=False),
        pointing("activity_id", "activity.id"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(4), server_default="一元换购", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("counted", sa.BigInteger()),
        sa.Column("published_on", sa.Date()),
        sa.Column("withdrawn", sa.String()),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("kind IN ('一元换购', '义卖')", name=op.f("ck_sale_kind")),
        sa.CheckConstraint(f"counted BETWEEN 0 AND {MOST}", name=op.f("ck_sale_counted")),
        sa.CheckConstraint("published_on IS NULL OR published_on >= held_on", name=op.f("ck_sale_dates")),
        sa.CheckConstraint("published_on IS NULL OR withdrawn IS NULL", name=op.f("ck_sale_state")),
        *keys("sale"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sale_held_on", "sale", ["held_on"])
    op.create_table(
        "sale_good",
        *record(),
        pointing("sale_id", "sale.id", "CASCADE", nullable=False),
        sa.Column("item", sa.String(50), nullable=False),
        pointing("organisation_id", "organisation.id"),
        sa.Column("donor", sa.String(50)),
        sa.Column("unit", sa.String(50), server_default="件", nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("exchanged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("received BETWEEN 0 AND 1000000", name=op.f("ck_sale_good_received")),
        sa.CheckConstraint(f"price BETWEEN 0 AND {MOST}", name=op.f("ck_sale_good_price")),
        sa.CheckConstraint("exchanged BETWEEN 0 AND received", name=op.f("ck_sale_good_exchanged")),
        sa.CheckConstraint(f"exchanged * price < {MOST + 1}", name=op.f("ck_sale_good_income")),
        *keys("sale_good"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sale_use",
        *record(),
        pointing("sale_id", "sale.id", "CASCADE", nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.String(50)),
        sa.Column("beneficiary", sa.String()),
        pointing("person_id", "person.id"),
        sa.CheckConstraint(f"amount BETWEEN 1 AND {MOST}", name=op.f("ck_sale_use_amount")),
        *keys("sale_use"),
        sqlite_autoincrement=True,
    )
    for table, names in POINTERS.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
