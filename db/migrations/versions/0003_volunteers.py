"""Volunteers, their teams, activities with their shifts, who was there from when to when, and what was amended"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, pointing, record

revision = "0003"
down_revision = "0002"

POINTERS = {
    "team": ("office_id", "kind_id"),
    "team_channel": ("owner_id", "entry_id"),
    "team_service": ("owner_id", "entry_id"),
    "team_sponsor": ("owner_id", "organisation_id"),
    "team_member": ("team_id", "person_id"),
    "applicant": ("team_id", "person_id", "channel_id"),
    "activity": ("office_id", "place_kind_id"),
    "activity_service": ("owner_id", "entry_id"),
    "activity_function": ("owner_id", "entry_id"),
    "activity_team": ("owner_id", "team_id"),
    "activity_partner": ("owner_id", "organisation_id"),
    "shift": ("activity_id",),
    "shift_skill": ("owner_id", "entry_id"),
    "service": ("shift_id", "person_id", "team_id"),
    "amendment": ("service_id",),
    "volunteer": ("person_id",),
    "volunteer_skill": ("volunteer_id", "skill_id"),
    "milestone": ("volunteer_id",),
}


def upgrade() -> None:
    op.drop_index("ix_person_birth", table_name="person")  # sorted by birth, those of one day stand by name
    op.create_index("ix_person_birth", "person", ["birth", "sort_key", "search_text"])
    _teams()
    _activities()
    _services()
    _volunteers()
    for table, names in POINTERS.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _teams() -> None:
    op.create_table(
        "team",
        *record(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        pointing("office_id", "office.id", nullable=False),
        pointing("kind_id", "entry.id"),
        sa.Column("founded_on", sa.Date()),
        sa.Column("disbanded_on", sa.Date()),
        *(sa.Column(name, sa.String()) for name in ("area", "brand")),
        sa.Column("wanted", sa.Integer()),
        sa.Column("apply_until", sa.Date()),
        *(sa.Column(name, sa.String()) for name in ("requirements", "risks", "inquiry", "note")),
        sa.CheckConstraint("wanted IS NULL OR wanted > 0", name=op.f("ck_team_wanted")),
        sa.CheckConstraint(
            "disbanded_on IS NULL OR founded_on IS NULL OR disbanded_on >= founded_on", name=op.f("ck_team_dates")
        ),
        *keys("team"),
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
        *record(),
        pointing("team_id", "team.id", "CASCADE", nullable=False),
        pointing("person_id", "person.id", nullable=False),
        sa.Column("role", sa.String(3), server_default="队员", nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.Column("leaving", sa.String()),
        sa.CheckConstraint("ends IS NULL OR ends >= begins", name=op.f("ck_team_member_dates")),
        sa.CheckConstraint("role IN ('队长', '副队长', '队员')", name=op.f("ck_team_member_role")),
        *keys("team_member"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "applicant",
        *record(),
        pointing("team_id", "team.id", "CASCADE", nullable=False),
        pointing("person_id", "person.id", nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        pointing("channel_id", "entry.id"),
        sa.Column("outcome", sa.String(3), server_default="待定", nullable=False),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("outcome IN ('待定', '入选', '未入选')", name=op.f("ck_applicant_outcome")),
        *keys("applicant"),
        sa.UniqueConstraint("team_id", "person_id", name=op.f("uq_applicant_team_id_person_id")),
        sqlite_autoincrement=True,
    )


def _activities() -> None:
    op.create_table(
        "activity",
        *record(),
        pointing("office_id", "office.id", nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place", sa.String()),
        pointing("place_kind_id", "entry.id"),
        sa.Column("served", sa.Integer()),
        sa.Column("content", sa.String()),
        sa.Column("state", sa.String(3), server_default="正常", nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("state IN ('正常', '已取消')", name=op.f("ck_activity_state")),
        sa.CheckConstraint("served IS NULL OR served >= 0", name=op.f("ck_activity_served")),
        *keys("activity"),
        sqlite_autoincrement=True,
    )
    _tie("activity_service", "entry_id", "entry.id", "activity.id")
    _tie("activity_function", "entry_id", "entry.id", "activity.id")
    _tie("activity_team", "team_id", "team.id", "activity.id")
    _tie("activity_partner", "organisation_id", "organisation.id", "activity.id")
    op.create_table(
        "shift",
        *record(),
        pointing("activity_id", "activity.id", "CASCADE", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer()),
        sa.Column("paper_count", sa.Integer()),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("confirmed_by", sa.String(50)),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("ends > starts", name=op.f("ck_shift_times")),
        sa.CheckConstraint("ends - starts < 1440", name=op.f("ck_shift_length")),
        sa.CheckConstraint("needed IS NULL OR needed > 0", name=op.f("ck_shift_needed")),
        sa.CheckConstraint("paper_count IS NULL OR paper_count >= 0", name=op.f("ck_shift_paper_count")),
        *keys("shift"),
        sa.UniqueConstraint("activity_id", "held_on", "starts", name=op.f("uq_shift_activity_id_held_on_starts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shift_held_on", "shift", ["held_on"])
    _tie("shift_skill", "entry_id", "entry.id", "shift.id")


def _services() -> None:
    both = '"left" IS NULL OR arrived IS NULL OR "left"'
    op.create_table(
        "service",
        *record(),
        pointing("shift_id", "shift.id", "CASCADE", nullable=False),
        pointing("person_id", "person.id", nullable=False),
        pointing("team_id", "team.id"),
        sa.Column("state", sa.String(2), server_default="报名", nullable=False),
        sa.Column("arrived", sa.Integer()),
        sa.Column("left", sa.Integer()),
        sa.Column("reason", sa.String()),
        sa.Column("void", sa.String()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('报名', '到', '迟', '假', '缺')", name=op.f("ck_service_state")),
        sa.CheckConstraint("arrived IS NULL OR state IN ('到', '迟')", name=op.f("ck_service_present")),
        sa.CheckConstraint(f"{both} > arrived", name=op.f("ck_service_times")),
        sa.CheckConstraint(f"{both} - arrived < 1440", name=op.f("ck_service_length")),
        *keys("service"),
        sa.UniqueConstraint("shift_id", "person_id", name=op.f("uq_service_shift_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "amendment",
        *record(),
        pointing("service_id", "service.id", "CASCADE", nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("old_arrived", "old_left")),
        sa.Column("old_void", sa.String()),
        *(sa.Column(name, sa.Integer()) for name in ("arrived", "left")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(50), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(3), server_default="待审批", nullable=False),
        sa.Column("decided_by", sa.String(50)),
        sa.Column("decided_on", sa.Date()),
        sa.CheckConstraint("state IN ('待审批', '已批准', '已驳回')", name=op.f("ck_amendment_state")),
        sa.CheckConstraint(
            "state = '待审批' OR (decided_by IS NOT NULL AND decided_on IS NOT NULL)", name=op.f("ck_amendment_decided")
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_amendment_second")),
        sa.CheckConstraint('(arrived IS NULL) = ("left" IS NULL)', name=op.f("ck_amendment_both")),
        sa.CheckConstraint(f"{both} > arrived", name=op.f("ck_amendment_times")),
        sa.CheckConstraint(f"{both} - arrived < 1440", name=op.f("ck_amendment_length")),
        *keys("amendment"),
        sqlite_autoincrement=True,
    )


def _volunteers() -> None:
    op.create_table(
        "volunteer",
        *record(),
        pointing("person_id", "person.id", nullable=False),
        sa.Column("number", sa.String(50)),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("available", sa.String(20)),
        sa.Column("insured_until", sa.Date()),
        sa.Column("emergency_contact", sa.String(50)),
        sa.Column("emergency_phone", sa.String(30)),
        sa.Column("ends", sa.Date()),
        sa.Column("note", sa.String()),
        sa.CheckConstraint("ends IS NULL OR ends >= registered_on", name=op.f("ck_volunteer_dates")),
        *keys("volunteer"),
        sa.UniqueConstraint("person_id", name=op.f("uq_volunteer_person_id")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "volunteer_skill",
        *record(),
        pointing("volunteer_id", "volunteer.id", "CASCADE", nullable=False),
        pointing("skill_id", "entry.id", nullable=False),
        sa.Column("licence", sa.String()),
        sa.Column("expires", sa.Date()),
        *keys("volunteer_skill"),
        sa.UniqueConstraint("volunteer_id", "skill_id", name=op.f("uq_volunteer_skill_volunteer_id_skill_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "milestone",
        *record(),
        pointing("volunteer_id", "volunteer.id", "CASCADE", nullable=False),
        sa.Column("kind", sa.String(2), server_default="培训", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("issuer", sa.String()),
        sa.CheckConstraint("kind IN ('培训', '表彰', '投诉')", name=op.f("ck_milestone_kind")),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_milestone_minutes")),
        *keys("milestone"),
        sqlite_autoincrement=True,
    )


def _tie(table: str, name: str, target: str, owner: str = "team.id") -> None:
    """A table that ties several rows to a team or an activity."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        pointing("owner_id", owner, "CASCADE", nullable=False),
        pointing(name, target, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("owner_id", name, name=op.f(f"uq_{table}_owner_id_{name}")),
        sqlite_autoincrement=True,
    )
