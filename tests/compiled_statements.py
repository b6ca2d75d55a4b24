"""One store of compiled statements for all the databases that tests open.

SQLAlchemy keeps what it compiled for each engine apart. A program opens one database and compiles a statement once;
tests open thousands, and would spend a third of their time on compiling the same statements again.
"""

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache


class Compiled(LRUCache):
    """Knows databases by their kind, where SQLAlchemy knows each by itself."""

    def get(self, key, default=None):
        return super().get(self._by_kind(key), default)

    def __setitem__(self, key, statement):
        super().__setitem__(self._by_kind(key), statement)

    @staticmethod
    def _by_kind(key):
        return (type(key[0]), *key[1:]) if isinstance(key[0], Dialect) else key


def share():
    """Let every connection from now on use the one store."""
    statements = Compiled(2000)

    @event.listens_for(Engine, "engine_connect")
    def use(connection):
        connection.execution_options(compiled_cache=statements)
