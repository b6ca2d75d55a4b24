"""The list of the goods of a claim, below the claims of a wish and below all claims."""

from __future__ import annotations

from db.wishes.claims import CLAIM_GOODS
from desktop.shell.list_view import ListView

WIDTHS = {"item": 110, "quantity": 60, "unit": 80, "value": 80}
WIDE = {"item": 140, "quantity": 70, "unit": 90, "value": 100, "organisation": 180}


def goods_of_claim(choose_first: str, *, counted: bool) -> ListView:
    """The list of the goods of a claim; where it shows their number, there is room for wide columns too."""
    return ListView(
        CLAIM_GOODS,
        unseen=("wish", "realised"),
        widths=WIDE if counted else WIDTHS,
        form=False,
        counted=counted,
        add_text="加一件",
        unasked=("wish", "realised"),
        choose_first=choose_first,
    )
