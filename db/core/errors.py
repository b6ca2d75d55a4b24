"""Errors whose text is meant for the person at the screen."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can put right; the message says how. Anything else raised is a bug.

    `field` is the key of the field the message belongs to, where there is one.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class MissingDataError(UserError):
    """The database is gone or empty, but what stands beside it says that there was one."""


class UnlikeError(UserError):
    """A backup isn't what the clerk may take it for; `restore` asks, and goes on where it is told to."""


class NewNameError(UserError):
    """A typed name is of nobody registered yet; the clerk is asked before it is registered."""

    def __init__(self, noun: str, name: str) -> None:
        super().__init__(f"没有登记过名为“{name}”的{noun}，请核对名字；确实是新的，再新登记")
        self.noun, self.name = noun, name
