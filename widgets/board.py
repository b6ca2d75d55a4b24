"""A board of cards in columns; the mouse or keys move a card to another column. It knows cards, not data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.style_option import typed

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-linli-card"  # the number of a card that is being dragged
HEIGHT, GAP, BAND = 92, 6, 4  # px
PADDING = 8
SMALL = 12  # px, of title and note
ROLE = Qt.ItemDataRole.UserRole


class Card(NamedTuple):
    """One card: the number of its row, its three texts from top to bottom, and a colour of the palette."""

    number: int
    title: str
    text: str
    note: str = ""
    colour: str = "accent"


class CardDelegate(QStyledItemDelegate):
    """Draws a card: a band of its colour, the title, two lines of text, the note."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(ROLE)
        painter.save()
        box = typed(option).rect.adjusted(2, GAP // 2, -2, -GAP // 2)
        chosen = bool(typed(option).state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if chosen else "line"))
        painter.setBrush(theme.colour("accent-soft" if chosen else "base"))
        painter.drawRoundedRect(box, 4, 4)
        painter.fillRect(QRect(box.left(), box.top() + 4, BAND, box.height() - 8), theme.colour(card.colour))
        inside = box.adjusted(BAND + PADDING, PADDING - 1, -PADDING, -PADDING + 2)
        self._write(painter, inside, card)
        painter.restore()

    def _write(self, painter: QPainter, inside: QRect, card: Card) -> None:
        font = painter.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        line = painter.fontMetrics().height()
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignTop), card.title)
        note = painter.fontMetrics().elidedText(card.note, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignBottom), note)
        font.setPixelSize(theme.TEXT_SIZE)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        middle = inside.adjusted(0, line + 2, 0, -line - 2)
        for line, text in enumerate(_two_lines(card.text, font, middle.width())):
            painter.drawText(middle.translated(0, line * painter.fontMetrics().height()), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, HEIGHT + GAP)


def _two_lines(text: str, font: QFont, width: int) -> list[str]:
    """The beginning of a text in two lines, broken as Chinese is, with … where it goes on."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    if not first.isValid():
        return []
    first.setLineWidth(width)
    end = len(text.encode("utf-16-le")[: 2 * first.textLength()].decode("utf-16-le"))  # Qt counts in UTF-16
    layout.endLayout()
    rest = QFontMetrics(font).elidedText(text[end:], Qt.TextElideMode.ElideRight, width)
    return [text[:end], rest] if rest else [text[:end]]


class Column(QListWidget):
    """One column; cards can be dragged out of it and dropped on it."""

    dropped = Signal(int)  # the number of the card
    step = Signal(int, bool)  # to the left (-1) or the right (1), with the card or without it
    menu_wanted = Signal(QPoint)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setObjectName(f"column_{key}")
        self.setAccessibleName(key)
        self.setItemDelegate(CardDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))

    def show_cards(self, cards: Sequence[Card]) -> None:
        if [self.item(place).data(ROLE) for place in range(self.count())] == list(cards):
            return  # the same cards stay, and so does the scroll bar
        scrolled = self.verticalScrollBar().value()
        self.clear()
        for card in cards:
            item = QListWidgetItem(card.title, self)
            item.setData(ROLE, card)
            item.setToolTip(f"{card.title}\n{card.text}\n{card.note}".strip())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.title} {card.text} {card.note}")
        if scrolled:
            self.doItemsLayout()  # before it, there is nothing to scroll
            self.verticalScrollBar().setValue(scrolled)

    def card(self) -> Card | None:
        item = self.currentItem()
        return item.data(ROLE) if item else None

    def place_of(self, number: int) -> int | None:
        return next((n for n in range(self.count()) if self.item(n).data(ROLE).number == number), None)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, str(items[0].data(ROLE).number).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(event.mimeData().hasFormat(MIME))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setAccepted(event.mimeData().hasFormat(MIME))

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)  # the card moves when the change is stored, not now
        event.accept()
        self.dropped.emit(int(event.mimeData().data(MIME).data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sides = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in sides:
            self.step.emit(sides[Qt.Key(event.key())], bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.count() and not self.currentItem():
            self.setCurrentRow(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.clearSelection()  # after a menu or a dialog, the card is still chosen


class Board(QWidget):
    """Columns side by side. It emits where a card is to go, and never moves one itself."""

    moved = Signal(int, str)  # the number of the card, the key of the column
    opened = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        self.columns = {key: Column(key, self) for key in keys}
        self.heads = {key: QLabel(self) for key in keys}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key, column in self.columns.items():
            side = QVBoxLayout()
            side.setSpacing(4)
            self.heads[key].setProperty("board_head", True)
            side.addWidget(self.heads[key])
            side.addWidget(column, 1)
            row.addLayout(side, 1)
            column.dropped.connect(partial(self._drop, key))
            column.step.connect(partial(self._step, key))
            column.itemActivated.connect(lambda item: self.opened.emit(item.data(ROLE).number))
            column.menu_wanted.connect(partial(self._menu, key))

    def show_cards(self, cards: Mapping[str, Sequence[Card]]) -> None:
        """Show cards by the keys of their columns; the chosen card stays chosen, wherever it is now."""
        chosen, focus = self.current(), self.window().focusWidget() in self.columns.values()
        for key, column in self.columns.items():
            found = cards.get(key, ())
            column.show_cards(found)
            self.heads[key].setText(f"{key}　{len(found)}" if found else key)
        if chosen is not None:
            self.choose(chosen, focus=focus)

    def current(self) -> int | None:
        """The number of the chosen card."""
        for column in self.columns.values():
            if column.selectedItems() and (card := column.card()):
                return card.number
        return None

    def choose(self, number: int, *, focus: bool = True) -> None:
        """Choose a card, if it is shown."""
        for column in self.columns.values():
            if (place := column.place_of(number)) is not None:
                column.setCurrentRow(place)
                column.scrollToItem(column.item(place))
                if focus:
                    column.setFocus()
            else:
                column.clearSelection()

    def _drop(self, key: str, number: int) -> None:
        if self.columns[key].place_of(number) is None:
            self.moved.emit(number, key)

    def _step(self, key: str, side: int, carried: bool) -> None:
        keys = list(self.columns)
        place = keys.index(key) + side
        if not 0 <= place < len(keys):
            return
        card = self.columns[key].card()
        if carried and card:
            self.moved.emit(card.number, keys[place])
        elif not carried:
            here = self.columns[keys[place]]
            here.setFocus()
            if here.count():
                here.setCurrentRow(min(max(0, self.columns[key].currentRow()), here.count() - 1))

    def _menu(self, key: str, at: QPoint) -> None:
        if card := self.columns[key].card():
            self.menu_wanted.emit(card.number, at)
