"""Volunteer teams, with whom they were set up, and who belongs to them"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

POINTERS = {
    "team": ("office_id", "kind_id"),
    "team_channel": ("owner_id", "entry_id"),
    "team_service": ("owner_id", "entry_id"),
    "team_sponsor": ("owner_id", "organisation_id"),
    "team_member": ("team_id", "person_id"),
}


def upgrade() -> None:
    op.create_table(
        "team",
        *_record(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        _pointing("office_id", "office.id", nullable=False),
        _pointing("kind_id", "entry.id"),
        sa.Column("founded_on", sa.Date()),
        sa.Column("disbanded_on", sa.Date()),
        *(sa.Column(name, sa.String()) for name in ("area", "brand", "note")),
        sa.CheckConstraint(
            "disbanded_on IS NULL OR founded_on IS NULL OR disbanded_on >= founded_on", name=op.f("ck_team_dates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("uid", name=op.f("uq_team_uid")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_team_office_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_team_name"), "team", ["name"])
    op.create_index("ix_team_order", "team", ["sort_key", "search_text"])
    _tie("team_channel", "entry_id", "entry.id")
    _tie("team_service", "entry_id", "entry.id")
    _tie("team_sponsor", "organisation_id", "organisation.id")
    op.create_table(
        "team_member",
        *_record(),
        _pointing("team_id", "team.id", "CASCADE", nullable=False),
        _pointing("person_id", "person.id", nullable=False),
        sa.Column("role", sa.String(3), server_default="队员", nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.Column("leaving", sa.String()),
        sa.CheckConstraint("ends IS NULL OR ends >= begins", name=op.f("ck_team_member_dates")),
        sa.CheckConstraint("role IN ('队长', '副队长', '队员')", name=op.f("ck_team_member_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("uid", name=op.f("uq_team_member_uid")),
        sqlite_autoincrement=True,
    )
    for table, names in POINTERS.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _tie(table: str, name: str, target: str) -> None:
    """A table that ties several rows to a team."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _pointing("owner_id", "team.id", "CASCADE", nullable=False),
        _pointing(name, target, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("owner_id", name, name=op.f(f"uq_{table}_owner_id_{name}")),
        sqlite_autoincrement=True,
    )


def _record() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _pointing(name: str, target: str, gone: str = "RESTRICT", *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, ondelete=gone), nullable=nullable)
