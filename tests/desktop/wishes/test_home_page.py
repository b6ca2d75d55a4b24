"""The home page says which wishes are late, and leads to them."""

from PySide6.QtWidgets import QComboBox, QLabel
from sqlalchemy import select

from db.wishes.claim_models import Claim
from tests.desktop.window_helpers import stored, visible


def test_the_home_page_leads_to_what_is_late(window, tab, qtbot):
    window.show_tab("home")
    home = window.tab("home")
    said = [label.text() for label in home.findChildren(QLabel)]
    for words in ("的公开同意已撤回", "天还没有核实", "过了承诺日期还没有实现", "天还没有对接", "天还没有反馈"):
        assert any(words in text for text in said)
    number = stored(window, select(Claim.id).where(Claim.handed_on.is_(None), Claim.cancelled_on.is_(None)))
    window.go("claims", number)
    assert tab.page("claims").list.current_id() == number


def test_the_home_page_waits_as_long_as_the_settings_say(window, qtbot):
    def said():
        window.show_tab("home")
        return [label.text() for label in window.tab("home").findChildren(QLabel)]

    assert "心愿 2021-1-017 等 2 个征集超过 7 天还没有核实" in said()
    window.show_settings()
    (dialog,) = visible("settings_dialog")
    dialog.findChild(QComboBox, "wish_verify").textActivated.emit("30")
    assert "心愿 2021-1-017 等 2 个征集超过 30 天还没有核实" in said()
    window.undo()
    assert "心愿 2021-1-017 等 2 个征集超过 7 天还没有核实" in said()
