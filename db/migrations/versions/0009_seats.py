"""Where each action was done: one's own steps are those of one's own seat, whatever the clerk there is called"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("action", sa.Column("seat", sa.Text()))
