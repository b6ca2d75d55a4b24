"""The numbers under which wishes were published: cards with them may still hang, so no other wish gets one."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

# published wishes before a change or a removal; those of today are in the table
_BEFORE = text("""
    SELECT row_id, before FROM change
    WHERE table_name = 'wish' AND id > :seen AND (before LIKE :code OR before LIKE :spaced_code)
      AND before NOT LIKE :json AND before NOT LIKE :spaced
""")
_UNPUBLISHED = {"json": '%"published_on":null%', "spaced": '%"published_on": null%'}
_LAST = text("SELECT coalesce(max(id), 0) FROM change")
_CACHE = "numbers of wishes"


def published_numbers(connection: Connection, begins: str) -> dict[int, set[int]]:
    """The numbers under which wishes of a round were published, each with the ids of those wishes.

    The codes of the round start with `begins`. Wishes that have kept their number since may be missing. Within one
    action, as no other comes between, the history is read on from the last place, so that an import of thousands of
    wishes stays fast.
    """
    action, last = connection.get_transaction(), connection.scalar(_LAST)
    cached = connection.info.get(_CACHE, (None,))
    numbers: dict[int, set[int]]
    seen, numbers = cached[2:] if cached[:2] == (action, begins) else (0, {})
    codes = {"code": f'%"code":"{begins}%', "spaced_code": f'%"code": "{begins}%'}
    for row, before in connection.execute(_BEFORE, _UNPUBLISHED | codes | {"seen": seen}):
        numbers.setdefault(json.loads(before)["number"], set()).add(row)
    connection.info[_CACHE] = action, begins, last, numbers
    return numbers
