"""Who is expected at a meeting is 未签到 until somebody says more; papers bear their own day"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import add_column, keys, made_anew, record

revision = "0014"
down_revision = "0013"

KEPT = ("id", "uid", "version", "meeting_id", "person_id", "state", "capacity", "reason", "arrived", "position")


def upgrade() -> None:
    for table, name in (("meeting", "notified_on"), ("wish_round", "published_on"), ("team", "called_on")):
        add_column(table, sa.Column(name, sa.Date(), nullable=True))
    made_anew(
        "attendance",
        *record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(3), server_default="未签到", nullable=False),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("arrived", sa.String(5), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('出席', '列席', '请假', '缺席', '未签到')", name=op.f("ck_attendance_state")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_person_id"), ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_attendance_meeting_id_person_id")),
        *keys("attendance"),
        values={name: name for name in KEPT},
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attendance_meeting_id", "attendance", ["meeting_id"])
    op.create_index("ix_attendance_person_id", "attendance", ["person_id"])
