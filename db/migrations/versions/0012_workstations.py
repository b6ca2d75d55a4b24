"""The column of the place where an action was done bears the word that the code uses"""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("ALTER TABLE action RENAME COLUMN seat TO workstation")
