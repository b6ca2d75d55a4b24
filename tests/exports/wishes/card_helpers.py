"""Publish wishes for the tests of their papers, and find which characters stand inside a box of a page."""

from sqlalchemy import select

from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.models import WishRound


def wish(database, *texts, kind="物品", urgency="一般", whose="瞿守拙"):
    """Publish wishes in a new round; return its number."""
    with database.write("新的一轮") as session:
        last = session.scalars(select(WishRound.number).order_by(WishRound.id.desc())).first()
        values = {"year": "2021", "number": str(last + 1), "office": "畅家巷社区"}
        wish_round = WISH_ROUNDS.create(session, values)
        for text in texts:
            values = {"content": text, "kind": kind, "urgency": urgency, "beneficiary": whose}
            days = {"collected_on": "2021-10-01", "verified_on": "2021-10-02", "published_on": "2021-10-03"}
            WISHES.create(session, values | days, round_id=wish_round.id)
        return wish_round.id


def inside(char, box, slack=0.01):
    return (
        box["x0"] - slack <= char["x0"]
        and char["x1"] <= box["x1"] + slack
        and box["top"] - slack <= char["top"]
        and char["bottom"] <= box["bottom"] + slack
    )
