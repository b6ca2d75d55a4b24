"""Which numbers wishes once bore in public: a card with one may hang on the wall, so none of them is given again."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, text

# what a published wish was, before it was changed or removed; what still stands is in the table itself
_BEFORE = text("""
    SELECT row_id, before FROM change
    WHERE table_name = 'wish' AND id > :seen AND (before LIKE :code OR before LIKE :spaced_code)
      AND before NOT LIKE :json AND before NOT LIKE :spaced
""")
_UNPUBLISHED = {"json": '%"published_on":null%', "spaced": '%"published_on": null%'}
_LAST = text("SELECT coalesce(max(id), 0) FROM change")
_KEPT = "numbers of wishes"


def published_numbers(connection: Connection, begins: str) -> dict[int, set[int]]:
    """The numbers under which wishes of a round were published, each with the ids of those wishes.

    The codes of the round begin as said; wishes that were only published as they stand now needn't be among them.
    Within one action, which no other comes between, the history is read on from where it was read last: a ledger of
    thousands of wishes comes in as one.
    """
    action, last = connection.get_transaction(), connection.scalar(_LAST)
    kept: Any = connection.info.get(_KEPT, (None,))
    seen, found = kept[2:] if kept[:2] == (action, begins) else (0, {})
    codes = {"code": f'%"code":"{begins}%', "spaced_code": f'%"code": "{begins}%'}
    for row, before in connection.execute(_BEFORE, _UNPUBLISHED | codes | {"seen": seen}):
        found.setdefault(json.loads(before)["number"], set()).add(row)
    connection.info[_KEPT] = action, begins, last, found
    return found
