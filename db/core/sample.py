"""How the sample office writes its tables down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def rows(tables: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of tables, each by the keys that the first row of its table gives."""
    for table in tables:
        head, *body = table["rows"]
        yield from (dict(zip(head, row, strict=True)) for row in body)
