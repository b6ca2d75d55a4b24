import os
import shutil
import sys

import pytest

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db import sample
from db.database import Database
from tests import postgres

ACTOR = "测试员"
# whose tests run on SQLite and on PostgreSQL
BOTH = {"test_history", "test_bad_input", "test_meetings", "test_teams", "test_activities", "test_importing"}


def pytest_generate_tests(metafunc):
    if "backend" in metafunc.fixturenames and metafunc.definition.path.stem in BOTH:
        chosen = [mark for mark in metafunc.definition.iter_markers("parametrize") if "backend" in mark.args[0]]
        if not chosen:
            metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def backend(request):
    """Which database; SQLite, where a test is not run on both."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server, started when it is first asked for."""
    if not postgres.BINARIES:
        pytest.skip("no PostgreSQL")
    server = postgres.Server()
    yield server
    server.remove()


class Models:
    """Databases that are made once and copied for each test: an empty one, and one with the sample office."""

    def __init__(self, folder, request):
        self.folder, self.request, self.made = folder, request, {}

    def file(self, path, filled):
        """A copy as a file."""
        if filled not in self.made:
            self.made[filled] = self.folder / f"{filled}.db"
            self.make(self.made[filled], filled)
        self.attached(path.parent, filled)
        return shutil.copy(self.made[filled], path)

    def attached(self, folder, filled):
        """The attached files that belong to a copy."""
        if filled:
            shutil.copytree(self.folder / "attachments", folder / "attachments", dirs_exist_ok=True)

    def named(self, filled):
        """The name of a copy on the server."""
        server = self.request.getfixturevalue("server")
        if ("server", filled) not in self.made:
            self.made["server", filled] = server.create()
            self.make(server.url(self.made["server", filled]), filled)
        return server.create(self.made["server", filled])

    def make(self, place, filled):
        database = Database(place, actor=ACTOR, folder=self.folder)
        if filled:
            sample.fill(database)
        database.close()


@pytest.fixture(scope="session")
def models(tmp_path_factory, request):
    return Models(tmp_path_factory.mktemp("models"), request)


@pytest.fixture
def place(backend, tmp_path, request):
    """Where a database is to be made that isn't there yet: a path or a URL."""
    if backend == "sqlite":
        yield tmp_path / "linli.db"
        return
    server = request.getfixturevalue("server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def opened(backend, models, tmp_path, request):
    """Opens a copy of a model, and closes it in the end."""
    closing = []

    def open_copy(filled):
        if backend == "sqlite":
            made = models.file(tmp_path / "linli.db", filled)
        else:
            server = request.getfixturevalue("server")
            name = models.named(filled)
            made = server.url(name)
            models.attached(tmp_path, filled)
            closing.append(lambda: server.drop(name))
        database = Database(made, actor=ACTOR, folder=tmp_path)
        closing.append(database.close)
        return database

    yield open_copy
    for close in reversed(closing):
        close()


@pytest.fixture
def database(opened):
    """An empty database, as a new office has it."""
    return opened(False)


@pytest.fixture
def office(opened):
    """A database with the sample office."""
    return opened(True)
