"""Shows what a paper or sheet would tell the public of somebody, and where it is written, before the file is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.public_door import Disclosure, Place
from desktop.shell.protocol import Shell
from desktop.shell.steps import step

PLACES = 3  # named in a line; the others are counted


class DisclosedDialog(QDialog):
    """Lists the words, each to be hidden unless its tick is taken off; `go_on` is called with those that stay."""

    def __init__(
        self,
        shell: Shell,
        title: str,
        found: Sequence[Disclosure],
        go_on: Callable[[tuple[str, ...]], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("disclosed_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("公开前请过目：{}").format(title))
        self._shell, self._go_on = shell, go_on
        heading = QLabel(self.tr("有 {} 处内容不该公开，会遮住").format(len(found)), self)
        heading.setProperty("heading", True)
        self.items = self._table(found)
        note = QLabel(
            self.tr(
                "去掉勾的照原样写（电话、证件号一律遮住）。双击一行，可到写着它的地方去改。"
                "常用的词可以写进“字典与设置”的“可以公开的词”。"
            ),
            self,
        )
        note.setWordWrap(True)
        note.setProperty("quiet", True)
        buttons = QDialogButtonBox(self)
        hide = QPushButton(self.tr("遮住后继续"), self)
        hide.setObjectName("hide")
        hide.setProperty("primary", True)
        buttons.addButton(hide, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("回去修改"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(step(self.accept))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, self.items, note, buttons):
            layout.addWidget(widget)
        self.resize(820, 440)

    def _table(self, found: Sequence[Disclosure]) -> QTreeWidget:
        items = QTreeWidget(self)
        items.setObjectName("disclosed")
        items.setHeaderLabels([self.tr("遮住的内容"), self.tr("是什么"), self.tr("写在哪里")])
        items.setRootIsDecorated(False)
        items.setAlternatingRowColors(True)
        items.addTopLevelItems([self._item(one) for one in found])
        items.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((190, 150)):
            items.setColumnWidth(column, width)
        items.itemDoubleClicked.connect(step(lambda: self._go_to(items.currentItem())))
        return items

    def accept(self) -> None:
        items = [self.items.topLevelItem(n) for n in range(self.items.topLevelItemCount())]
        kept = tuple(item.text(0) for item in items if item and item.checkState(0) == Qt.CheckState.Unchecked)
        super().accept()
        self._go_on(kept)

    def _item(self, one: Disclosure) -> QTreeWidgetItem:
        places = "；".join(map(str, one.places[:PLACES]))
        if len(one.places) > PLACES:
            places += self.tr("……共 {} 处").format(len(one.places))
        item = QTreeWidgetItem([one.words, one.what, places])
        item.setToolTip(2, "\n".join(map(str, one.places)))
        item.setCheckState(0, Qt.CheckState.Checked)
        if not one.can_stay:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        item.setData(0, Qt.ItemDataRole.UserRole, one.places[0] if one.places else None)
        return item

    def _go_to(self, item: QTreeWidgetItem | None) -> None:
        place = item and item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(place, Place):
            self.reject()
            try:
                self._shell.go(place.listing.key, place.number)
            except StopIteration:  # it has no page of its own
                raise UserError(self.tr("请到{}去改").format(place)) from None
