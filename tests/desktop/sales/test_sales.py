"""A charity sale as a clerk enters, balances, publishes and prints it."""

from io import BytesIO

import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QLabel, QPushButton
from sqlalchemy import select

from db.core.errors import UserError
from db.sales.listings import SALE_GOODS, SALE_USES, SALES
from db.sales.models import Sale, SaleGood, SaleUse
from desktop.shell.printing import TO_FILE
from tests.desktop.window_helpers import click, fill, stored, visible

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def page(window, qtbot):
    window.go("sales")
    return window.page("sales")


def answer(page, name, text):
    dialog = page.findChild(QInputDialog, name)
    dialog.setTextValue(text)
    dialog.accept()
    QApplication.processEvents()


def says(page):
    return page.findChild(QLabel, "sale_figures").text(), page.findChild(QLabel, "why").text()


def is_red(page):
    return page.findChild(QLabel, "sale_figures").property("wrong")


def test_a_sale_is_entered_by_keys_balanced_published_printed_and_taken_back(
    window, page, qtbot, keyboard, tmp_path, monkeypatch
):
    click(qtbot, page.list, "add")
    fill(keyboard, {"title": "重阳一元换购", "held_on": "2021.10.14"})
    sale = stored(window, select(Sale.id).where(Sale.title == "重阳一元换购"))
    assert page.sale == sale
    assert is_red(page)
    click(qtbot, page.goods, "add")
    (dialog,) = visible("record_dialog")
    assert dialog.form.boxes["price"].text() == "1.00"
    dialog.more.setChecked(True)
    fill(keyboard, {"item": "护膝", "donor": "詹若水", "unit": "副", "received": "１２", "exchanged": "12"})
    fill(keyboard, {"item": "画册", "received": "3", "exchanged": "2", "price": "2元5角"})
    dialog.reject()
    assert says(page) == (
        "应收 17.00　实收 未填　支出 0.00　结余 未填",
        "还没有填现场实收金额，请先点清收到的钱（应收 17.00 元）",
    )
    page.list.edit(sale, SALES["counted"], "16")
    assert "比应收 17.00 元少 1.00 元" in says(page)[1]
    assert is_red(page)
    page.list.edit(sale, SALES["counted"], "17")
    assert says(page) == ("应收 17.00　实收 17.00　支出 0.00　结余 17.00", "账目已结平，可以公示")
    assert not is_red(page)
    click(qtbot, page.uses, "add")
    fill(keyboard, {"spent_on": "2021-10-15", "purpose": "慰问", "amount": "10.5", "beneficiary": "乐永年"})
    click(qtbot, page, "publish")
    answer(page, "publish_dialog", "2021年10月16日")
    assert says(page) == (
        "应收 17.00　实收 17.00　支出 10.50　结余 6.50",
        "已于 2021-10-16 公示；以后的支出可以照常登记",
    )
    assert page.findChild(QPushButton, "publish").text() == "撤回公示……"
    assert not page.goods.add_button.isEnabled()
    assert page.uses.add_button.isEnabled()
    text = printed(window, page, qtbot, tmp_path, monkeypatch)
    assert "结余6.50元" in text
    assert "詹**" in text
    assert "詹若水" not in text
    assert "乐永年" not in text
    window.undo()
    assert says(page)[1] == "账目已结平，可以公示"
    assert page.goods.add_button.isEnabled()
    window.redo()
    assert not page.goods.add_button.isEnabled()


def printed(window, page, qtbot, tmp_path, monkeypatch):
    """What stands on the paper that the button prints; a file stands for the printer."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "公示"), ""))
    click(qtbot, page, "print_public")
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=30_000)
    asked = next(d for d in window.findChildren(QDialog, "print_dialog") if d.isVisible())
    asked.printer.setCurrentIndex(asked.printer.findData(TO_FILE))
    qtbot.mouseClick(asked.go, LEFT)
    with pdfplumber.open(BytesIO((tmp_path / "公示.pdf").read_bytes())) as pdf:
        return pdf.pages[0].extract_text().replace("\n", "")


def unbalance(window):
    with window.store.write("另一场") as session:
        values = {"title": "旧书义卖", "kind": "义卖", "held_on": "2021-09-05", "office": "畅家巷社区", "counted": "9"}
        sale = SALES.create(session, values).id
        SALE_GOODS.create(session, {"item": "旧书", "received": "10", "exchanged": "10", "price": "1"}, sale_id=sale)
        return sale


def test_what_does_not_come_out_is_neither_published_nor_printed_and_says_by_how_much(window, page, qtbot, answered):
    sale = unbalance(window)
    page.select(sale)
    with pytest.raises(UserError, match=r"不能公示：现场实收 9\.00 元，比应收 10\.00 元少 1\.00 元"):
        page._ask()
    assert page.findChild(QInputDialog, "publish_dialog") is None
    click(qtbot, page, "print_public")
    qtbot.waitUntil(lambda: bool(answered))
    assert "还不能公示：现场实收 9.00 元" in answered[0]
    page.list.edit(sale, SALES["published_on"], "2021-09-10")  # in the form, it is said at the field
    assert "少 1.00 元" in page.list.form.boxes["published_on"].error
    assert stored(window, select(Sale.published_on).where(Sale.id == sale)) is None


def test_a_published_sale_is_only_looked_at_until_it_is_taken_back_with_a_reason(window, page, qtbot):
    page.select(1)
    good, use = page.goods.model.ids[0], page.uses.model.ids[0]
    assert not page.list.form.boxes["counted"].editor.isEnabled()
    with pytest.raises(UserError, match="公示日期以前的支出已经公示"):
        page.uses.edit(use, SALE_USES["amount"], "1")
    page.goods.remove([good])
    assert "要改，先点“撤回公示”" in window.bar.text()
    with pytest.raises(UserError, match="这次义卖已经公示，不能再改"):
        page.list.remove([1])
    click(qtbot, page, "publish")
    answer(page, "withdraw_dialog", "护膝少记一副")
    assert stored(window, select(Sale.withdrawn).where(Sale.id == 1)) == "护膝少记一副"
    assert page.list.form.boxes["counted"].editor.isEnabled()
    page.goods.edit(good, SALE_GOODS["exchanged"], "7")
    assert "多 1.00 元" in says(page)[1]
    window.undo()
    window.undo()
    assert stored(window, select(Sale.withdrawn).where(Sale.id == 1)) is None
    assert not page.goods.model.editable
    assert says(page)[1] == "已于 2021-09-06 公示；以后的支出可以照常登记"


def test_more_exchanged_than_received_is_said_and_nothing_is_lost(window, page, qtbot, keyboard):
    page.select(unbalance(window))
    click(qtbot, page.goods, "add")
    (dialog,) = visible("record_dialog")
    fill(keyboard, {"item": "菜板", "received": "3", "exchanged": "4", "price": "1"})
    assert dialog.isVisible()
    assert dialog.form.boxes["exchanged"].error == "菜板换出 4，多于收到的 3，请核对两个数量"
    assert dialog.form.boxes["item"].text() == "菜板"
    fill(keyboard, {"exchanged": "3"})
    assert not dialog.isVisible()
    assert stored(window, select(SaleGood.exchanged).where(SaleGood.item == "菜板", SaleGood.sale_id == page.sale)) == 3


def test_money_left_is_spent_after_the_publication_but_no_more_than_is_left(window, page, qtbot, keyboard):
    page.select(1)
    click(qtbot, page.uses, "add")
    (dialog,) = visible("record_dialog")
    fill(keyboard, {"spent_on": "2021-10-14", "purpose": "重阳慰问", "amount": "2.41"})
    assert dialog.form.boxes["amount"].error == "结余只剩 2.40 元，不够支出 2.41 元，请核对金额"
    fill(keyboard, {"amount": "2.40"})
    assert not dialog.isVisible()
    assert says(page)[0].endswith("结余 0.00")
    number = stored(window, select(SaleUse.id).where(SaleUse.purpose == "重阳慰问"))
    page.uses.edit(number, SALE_USES["amount"], "2")
    assert says(page)[0].endswith("结余 0.40")
    page.uses.remove([number])
    assert says(page)[0].endswith("结余 2.40")


def test_without_a_sale_goods_and_uses_say_what_to_do_first(window, page):
    page._show_sale(None)
    for part in (page.goods, page.uses):
        assert part.blocked == "先在上面选一场义卖"
        assert not part.add_button.isEnabled()
    assert not page.findChild(QPushButton, "publish").isEnabled()
    assert says(page) == ("", "")
