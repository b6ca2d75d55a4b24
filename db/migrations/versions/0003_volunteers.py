"""Volunteer teams with their members, activities with their shifts, and who was there from when to when"""

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
    "activity": ("office_id", "place_kind_id"),
    "activity_service": ("owner_id", "entry_id"),
    "activity_function": ("owner_id", "entry_id"),
    "activity_team": ("owner_id", "team_id"),
    "activity_partner": ("owner_id", "organisation_id"),
    "shift": ("activity_id",),
    "service": ("shift_id", "person_id"),
}


def upgrade() -> None:
    _teams()
    _activities()
    for table, names in POINTERS.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _teams() -> None:
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


def _activities() -> None:
    op.create_table(
        "activity",
        *_record(),
        _pointing("office_id", "office.id", nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place", sa.String()),
        _pointing("place_kind_id", "entry.id"),
        sa.Column("served", sa.Integer()),
        sa.Column("content", sa.String()),
        sa.Column("state", sa.String(3), server_default="正常", nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("state IN ('正常', '已取消')", name=op.f("ck_activity_state")),
        sa.CheckConstraint("served IS NULL OR served >= 0", name=op.f("ck_activity_served")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("uid", name=op.f("uq_activity_uid")),
        sqlite_autoincrement=True,
    )
    _tie("activity_service", "entry_id", "entry.id", "activity.id")
    _tie("activity_function", "entry_id", "entry.id", "activity.id")
    _tie("activity_team", "team_id", "team.id", "activity.id")
    _tie("activity_partner", "organisation_id", "organisation.id", "activity.id")
    op.create_table(
        "shift",
        *_record(),
        _pointing("activity_id", "activity.id", "CASCADE", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer()),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("ends > starts", name=op.f("ck_shift_times")),
        sa.CheckConstraint("ends - starts < 1440", name=op.f("ck_shift_length")),
        sa.CheckConstraint("needed IS NULL OR needed > 0", name=op.f("ck_shift_needed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("uid", name=op.f("uq_shift_uid")),
        sa.UniqueConstraint("activity_id", "held_on", "starts", name=op.f("uq_shift_activity_id_held_on_starts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shift_held_on", "shift", ["held_on"])
    both = '"left" IS NULL OR arrived IS NULL OR "left"'
    op.create_table(
        "service",
        *_record(),
        _pointing("shift_id", "shift.id", "CASCADE", nullable=False),
        _pointing("person_id", "person.id", nullable=False),
        sa.Column("state", sa.String(2), server_default="报名", nullable=False),
        sa.Column("arrived", sa.Integer()),
        sa.Column("left", sa.Integer()),
        sa.Column("reason", sa.String()),
        sa.Column("void", sa.String()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('报名', '到', '迟', '假', '缺')", name=op.f("ck_service_state")),
        sa.CheckConstraint(f"{both} > arrived", name=op.f("ck_service_times")),
        sa.CheckConstraint(f"{both} - arrived < 1440", name=op.f("ck_service_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("uid", name=op.f("uq_service_uid")),
        sa.UniqueConstraint("shift_id", "person_id", name=op.f("uq_service_shift_id_person_id")),
        sqlite_autoincrement=True,
    )


def _tie(table: str, name: str, target: str, owner: str = "team.id") -> None:
    """A table that ties several rows to a team or an activity."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _pointing("owner_id", owner, "CASCADE", nullable=False),
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
