"""What was said at a meeting, speaker by speaker; whom those entrusted who did not come"""

import sqlalchemy as sa

from db.migrations.columns import add_column

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    add_column("agenda_item", sa.Column("speeches", sa.String(), nullable=True))
    add_column("attendance", sa.Column("proxy", sa.String(50), nullable=True))
