"""Long work: an ordinary function that calls `tick(done, total)` as it goes."""

from __future__ import annotations

from collections.abc import Callable

CONFINED = "confined"  # the word with which the frozen program, its own interpreter, begins a child
Tick = Callable[[int, int], None]  # done, total (0: not known); raises Cancelled when the user has had enough


class Cancelled(Exception):  # noqa: N818  a stop is not an error
    """Raised out of `tick`, so that every open `with` is left and nothing half done stays."""


def no_progress(_done: int, _total: int) -> None:
    """The tick of work that shows no progress and can't be cancelled."""
