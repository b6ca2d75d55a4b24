"""What a subject may ask of the open database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session


class OpenDatabase(Protocol):
    """`db.database.Database`, as the subjects below it know it."""

    @property
    def readonly(self) -> bool: ...

    @property
    def actor(self) -> str: ...

    @property
    def folder(self) -> Path: ...

    def read(self) -> AbstractContextManager[Session]: ...

    def write(self, label: str, *, kind: str = "do") -> AbstractContextManager[Session]: ...
