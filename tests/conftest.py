"""The databases that tests start with, on SQLite and on PostgreSQL."""

import os
import shutil
import sys
from contextlib import closing
from time import monotonic, sleep

import pytest

os.environ["OPENPYXL_LXML"] = "False"  # the tests have it for python-docx, an office does not
if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db import sample
from db.database import Database
from db.storage.sqlite_driver import FILE
from tests import compiled_statements, postgres

ACTOR = "测试员"


compiled_statements.share()


def pytest_generate_tests(metafunc):
    """Run what is marked `both_databases` on each of them, unless it names one itself."""
    if "backend" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        chosen = [mark for mark in metafunc.definition.iter_markers("parametrize") if "backend" in mark.args[0]]
        if not chosen:
            metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items):
    """What is slow first: begun last, it would be alone at work long after all else is done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


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


def made_once(folder, make):
    """A folder that several workers want: the first to come makes it, the others wait until it is whole."""
    draft = folder.with_name(f"{folder.name}-draft")
    patience = monotonic() + 120
    while not folder.exists():
        try:
            draft.mkdir()
        except FileExistsError:  # somebody is at it
            assert monotonic() < patience, f"{draft} was left unfinished"
            sleep(0.02)
            continue
        try:
            if not folder.exists():  # finished while we looked
                make(draft)
                draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)  # or the others would wait for what nobody makes
    return folder


class Models:
    """Data folders that are made once and copied for each test: an empty one, and one with the sample office."""

    def __init__(self, shared, own, server):
        self.shared, self.own, self.server, self.named_models = shared, own, server, {}

    def file(self, folder, filled):
        """A copy with its database as a file; return where that stands."""
        model = made_once(self.shared / f"model-{filled}", lambda draft: self._make(draft, draft / FILE, filled))
        shutil.copytree(model, folder, dirs_exist_ok=True)
        return folder / FILE

    def named(self, folder, filled):
        """A copy with its database on the server of this worker; return the name of that."""
        server = self.server()
        if (server, filled) not in self.named_models:
            name = server.create()
            (model := self.own / f"server-{filled}").mkdir(exist_ok=True)
            self._make(model, server.url(name), filled)
            self.named_models[server, filled] = model, name
        model, name = self.named_models[server, filled]
        shutil.copytree(model, folder, dirs_exist_ok=True)
        return server.create(name)

    @staticmethod
    def _make(folder, place, filled):
        with closing(Database(place, actor=ACTOR, folder=folder)) as database:
            if filled:
                sample.fill(database)


@pytest.fixture(scope="session")
def models(tmp_path_factory, request):
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # one for all the workers of this run
    return Models(shared, tmp_path_factory.mktemp("models"), lambda: request.getfixturevalue("server"))


@pytest.fixture
def place(backend, tmp_path, request):
    """Where a database is to be made that isn't there yet: a path or a URL."""
    if backend == "sqlite":
        yield tmp_path / FILE
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
            made = models.file(tmp_path, filled)
        else:
            server = request.getfixturevalue("server")
            name = models.named(tmp_path, filled)
            made = server.url(name)
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
