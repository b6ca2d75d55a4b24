"""Meetings in full: level, state and preparation, arrivals, votes, tasks, approved texts"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import keys, pointing, record

revision = "0002"
down_revision = "0001"

LEVELS = "'区', '街道', '社区', '网格'"
STAGES = "'待审核', '待协商', '已形成意见', '已公布', '已评价', '不予协商'"
POINTERS = {
    "deliberation": ("office_id", "meeting_id"),
    "party": ("deliberation_id", "group_id", "person_id"),
    "task": ("meeting_id", "item_id", "deliberation_id", "person_id", "organisation_id"),
}
TASK_STATES = "'未开始', '办理中', '已完成', '已取消'"


def upgrade() -> None:
    # SQLite adds a checked column only in its own words; a table made anew would lose its rows' children
    op.execute(
        "ALTER TABLE meeting ADD COLUMN level VARCHAR(4) "
        f"CONSTRAINT ck_meeting_level CHECK (level IS NULL OR level IN ({LEVELS}))"
    )
    op.execute(
        "ALTER TABLE meeting ADD COLUMN state VARCHAR(2) DEFAULT '草稿' NOT NULL "
        "CONSTRAINT ck_meeting_state CHECK (state IN ('草稿', '定稿'))"
    )
    op.add_column("meeting", sa.Column("preparation", sa.String()))
    op.add_column("attendance", sa.Column("arrived", sa.String(5)))
    for name in ("minutes", "votes_for", "votes_against", "votes_abstaining"):
        op.add_column("agenda_item", sa.Column(name, sa.Integer()))
    op.create_table(
        "deliberation",
        *record(),
        pointing("office_id", "office.id", nullable=False),
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String()),
        sa.Column("state", sa.String(5), server_default="待审核", nullable=False),
        sa.Column("review", sa.String()),
        pointing("meeting_id", "meeting.id"),
        sa.Column("opinion", sa.String()),
        sa.Column("published_on", sa.Date()),
        sa.Column("published_at", sa.String()),
        *(sa.Column(name, sa.Integer()) for name in ("content", "fair", "unhappy")),
        sa.CheckConstraint(f"state IN ({STAGES})", name=op.f("ck_deliberation_state")),
        *keys("deliberation"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "party",
        *record(),
        pointing("deliberation_id", "deliberation.id", "CASCADE", nullable=False),
        pointing("group_id", "entry.id", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        pointing("person_id", "person.id"),
        sa.Column("said", sa.String()),
        *keys("party"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "task",
        *record(),
        pointing("meeting_id", "meeting.id", "CASCADE", nullable=False),
        pointing("item_id", "agenda_item.id", "CASCADE"),
        pointing("deliberation_id", "deliberation.id", "CASCADE"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        pointing("person_id", "person.id"),
        pointing("organisation_id", "organisation.id"),
        sa.Column("due", sa.Date()),
        sa.Column("state", sa.String(4), server_default="未开始", nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("progress", sa.String()),
        sa.CheckConstraint(f"state IN ({TASK_STATES})", name=op.f("ck_task_state")),
        *keys("task"),
        sqlite_autoincrement=True,
    )
    for table, names in POINTERS.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_index("ix_task_due", "task", ["due"])
    op.create_table(
        "approved",
        *record(),
        pointing("meeting_id", "meeting.id", "CASCADE", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reopened_on", sa.Date()),
        sa.Column("reason", sa.String()),
        *keys("approved"),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_approved_meeting_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_approved_meeting_id"), "approved", ["meeting_id"])
