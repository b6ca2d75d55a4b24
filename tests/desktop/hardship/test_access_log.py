"""The window notes a look at a protected record in its history, masks the name, and offers no undo of it."""

from PySide6.QtWidgets import QPushButton, QTreeWidget

from db.access_log import note
from db.describe import recycle_bin
from db.hardship.listings import BENEFICIARIES, VISITS
from desktop.shell.history_dialog import HistoryDialog


def test_a_look_is_shown_as_one_and_can_not_be_taken_back(window):
    note(window.store.database, [1])
    dialog = HistoryDialog(window, BENEFICIARIES, 4, window)
    dialog.close()
    dialog = HistoryDialog(window, None, None, window)
    newest = dialog.findChild(QTreeWidget, "actions").topLevelItem(0)
    assert [newest.text(column) for column in (1, 2, 3)] == ["查看帮扶对象“瞿**”", "测试员", "查看"]
    assert not dialog.findChild(QPushButton, "undo_this").isEnabled()
    dialog.close()
    assert not window.store.database.undo()


def test_what_the_window_does_to_a_protected_record_is_labelled_without_the_name(window):
    number = window.store.create(BENEFICIARIES, {"name": "甄不露", "address": "暗巷七号"})
    window.store.edit(BENEFICIARIES, number, {"name": "尉迟不露"})
    visit = window.store.create(VISITS, {"beneficiary": "尉迟不露", "visited_on": "2021-10-08", "visitors": "贺翀远"})
    labels = [window.store.remove(VISITS, [visit]), window.store.remove(BENEFICIARIES, [number])]
    assert labels == ["删除走访“尉迟**”", "删除帮扶对象“尉迟**”"]
    with window.store.read() as session:
        assert [removed.name for removed in recycle_bin(session)] == ["尉迟**", "尉迟**"]
    dialog = HistoryDialog(window, None, None, window)
    trees = [dialog.findChild(QTreeWidget, name) for name in ("actions", "lines")]
    for place in range(5):
        trees[0].setCurrentItem(trees[0].topLevelItem(place))
        shown = [tree.topLevelItem(n) for tree in trees for n in range(min(5, tree.topLevelItemCount()))]
        text = " ".join(item.text(column) for item in shown for column in range(4))
        assert "尉迟**" in text
        assert "不露" not in text
        assert "暗巷" not in text
    dialog.close()
