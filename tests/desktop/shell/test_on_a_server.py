"""The window over a database on a server: the same window; what is this machine's own stays in the data folder."""

import pytest

from db.committee.listings import MEMBERS
from db.committee.models import Membership
from db.database import Database
from db.office.listings import our_office
from desktop.shell.main_window import MainWindow
from desktop.shell.start_trouble import StartTrouble
from desktop.tabs import TABS
from widgets.task import shutdown


@pytest.fixture
def address(server, models, tmp_path):
    name = models.named(tmp_path, filled=True)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def window(empty_window, qtbot, address, tmp_path):
    """The main window, opened as the program opens it."""
    window = MainWindow(TABS, tmp_path, address)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.ready, timeout=30_000):
        window.load()
    yield window
    window.change_poller.timer.stop()
    shutdown()
    window.store.database.close()


def test_it_shows_the_office_and_stores_what_is_typed_there(window, qtbot, address, tmp_path):
    assert window.windowTitle().startswith("畅家巷社区")
    window.go("members", 4)
    page = window.tab("committee")
    assert page.isVisible()
    window.store.edit(MEMBERS, 4, {"phone": "13900000000"})
    qtbot.waitUntil(lambda: "联系电话" in window.undo_action.text())
    window.undo()
    assert "已撤销" in window.bar.text()
    window.leave(window.saveGeometry())
    with window.store.read() as session:
        assert our_office(session).code == "620102001001"
    assert (tmp_path / "settings.ini").is_file()
    assert "preview" not in (tmp_path / "settings.ini").read_text("utf8")
    assert not (tmp_path / "linli.db").exists()


def test_what_another_computer_changes_shows_and_is_not_this_one_s_to_take_back(window, qtbot, address, tmp_path):
    other = Database(address, actor="另一位", folder=tmp_path)
    window.go("members", 4)
    page = window.page("members")
    with other.write("对方改电话") as session:
        MEMBERS["phone"].put(session, session.get_one(Membership, 4), "13900000000")
    qtbot.waitUntil(lambda: page.form.boxes["phone"].text() == "13900000000")
    window.undo()
    with window.store.read() as session:
        assert MEMBERS.value(MEMBERS.one(session, 4), "phone") == "13900000000"
    assert not window.undo_action.isEnabled()
    other.close()


def test_a_server_that_can_not_be_reached_is_said_to_be_so(empty_window, qtbot, tmp_path):
    window = MainWindow(TABS, tmp_path, "postgresql+psycopg://linli@/office?host=/nowhere")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.ready, timeout=30_000):
        window.load()
    qtbot.waitUntil(lambda: bool(window.findChildren(StartTrouble)))
    trouble = window.findChild(StartTrouble)
    assert trouble.said.text().startswith("连不上数据库服务器")
    assert not trouble.list.isVisibleTo(trouble)  # what is on a server does not come back from a file here
