import os
import sys

import pytest

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db import sample
from db.database import Database


@pytest.fixture
def database(tmp_path):
    """An empty database, as a new office has it."""
    database = Database(tmp_path / "linli.db", actor="测试员")
    yield database
    database.close()


@pytest.fixture
def office(database):
    """A database with the sample office."""
    sample.fill(database)
    return database
