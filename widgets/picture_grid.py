"""A grid of pictures, each with two lines of text; the worker thread loads those in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QImage, QKeyEvent, QKeySequence, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from db.core.errors import UserError
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.icons import icon
from widgets.line_editor import ENTER
from widgets.style_option import typed
from widgets.task import Dispatcher, worker

PICTURE = QSize(176, 132)  # px, at most
PADDING = 8
LINE = 20
CARD = QSize(PICTURE.width() + 2 * PADDING, PICTURE.height() + 2 * LINE + 3 * PADDING)
GAP = 8
NOTE_SIZE = 12  # px
SIGN = 32  # px, of the icon in place of a missing picture
NOWHERE = QModelIndex()
DISPLAY, TIP, ID = map(int, (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.UserRole))
PICTURE_ROLE, CARD_ROLE = ID + 1, ID + 2


class Card(NamedTuple):
    """One picture: the number of its row, the two lines below it, and whether they are red."""

    number: int
    title: str
    note: str = ""
    alert: bool = False


Load = Callable[
    [int], QImage
]  # of a row's number; called in the worker thread, raises UserError where there is no picture


class PictureModel(QAbstractListModel):
    """Has the cards, and for each its picture, None while it loads, or a sentence why there is none."""

    def __init__(self, load: Load, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._dispatcher = Dispatcher(self)
        self._cards: list[Card] = []
        self._pictures: dict[int, QPixmap | str | None] = {}

    def show(self, cards: Sequence[Card]) -> None:
        """Show cards; loaded pictures stay, missing ones are loaded again."""
        self.beginResetModel()
        self._cards = list(cards)
        numbers = {card.number for card in cards}
        found = self._pictures.items()
        self._pictures = {number: one for number, one in found if number in numbers and not isinstance(one, str)}
        self.endResetModel()

    def position(self, number: int) -> int | None:
        """The place of the card of a row; None where it isn't shown."""
        return next((place for place, card in enumerate(self._cards) if card.number == number), None)

    def _picture(self, number: int) -> QPixmap | str | None:
        if number not in self._pictures:
            self._pictures[number] = None
            worker().submit(self._work, number)
        return self._pictures[number]

    def _work(self, number: int) -> None:
        try:
            image = self._load(number)
            self._dispatcher.call(lambda: self._keep(number, QPixmap.fromImage(image)))
        except UserError as error:
            self._dispatcher.call(partial(self._keep, number, str(error)))
        except Exception as error:
            self._dispatcher.call(partial(_fail, error))

    def _keep(self, number: int, picture: QPixmap | str) -> None:
        place = self.position(number)
        if place is not None:
            self._pictures[number] = picture
            self.dataChanged.emit(self.index(place), self.index(place))

    def data(self, index: QModelIndex, role: int = DISPLAY) -> object:
        if not index.isValid() or role not in (DISPLAY, TIP, ID, PICTURE_ROLE, CARD_ROLE):
            return None
        card = self._cards[index.row()]
        if role == PICTURE_ROLE:
            return self._picture(card.number)
        if role == TIP:
            why = self._pictures.get(card.number)
            return "\n".join(part for part in (card.title, card.note, why) if isinstance(part, str) and part)
        return {DISPLAY: card.title, ID: card.number, CARD_ROLE: card}[role]

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._cards)


def _fail(error: Exception) -> None:
    raise error


class PictureDelegate(QStyledItemDelegate):
    """Draws a card: the picture, and below it the title and the note."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        card, picture = index.data(CARD_ROLE), index.data(PICTURE_ROLE)
        rect, state = self._rect(typed(option).rect), typed(option).state
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_ground(painter, rect, state)
        inner = rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        self._draw_picture(painter, QRect(inner.topLeft(), PICTURE), picture)
        top = inner.top() + PICTURE.height() + PADDING
        missing = picture if isinstance(picture, str) else ""
        self._draw_line(painter, QRect(inner.left(), top, inner.width(), LINE), card.title, "text")
        small = QFont(painter.font())
        small.setPixelSize(NOTE_SIZE)
        painter.setFont(small)
        tint = "error" if card.alert or missing else "muted"
        self._draw_line(painter, QRect(inner.left(), top + LINE, inner.width(), LINE), missing or card.note, tint)
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        selected, focused = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_HasFocus
        hovered = state & QStyle.StateFlag.State_MouseOver
        ground = "accent-soft" if selected else "hover" if hovered else "base"
        painter.setPen(theme.colour("accent" if focused else "accent-line" if selected else ground))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)

    def _draw_picture(self, painter: QPainter, room: QRect, picture: QPixmap | str | None) -> None:
        if not isinstance(picture, QPixmap):
            painter.setPen(theme.colour("line"))
            painter.setBrush(theme.colour("window"))
            painter.drawRoundedRect(room, 4, 4)
            sign, tint = ("warning", "error") if isinstance(picture, str) else ("picture", "line-strong")
            spot = QRect(0, 0, SIGN, SIGN)
            spot.moveCenter(room.center())
            icon(sign, tint).paint(painter, spot)
            return
        size = picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRect(room.topLeft(), size)
        spot.moveCenter(room.center())
        painter.drawPixmap(spot, picture)
        painter.setPen(theme.colour("line-strong"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(spot.adjusted(0, 0, -1, -1))

    def _draw_line(self, painter: QPainter, rect: QRect, text: str, tint: str) -> None:
        painter.setPen(theme.colour(tint))
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)

    def _rect(self, room: QRect) -> QRect:
        rect = QRect(room.topLeft(), CARD)
        rect.moveCenter(room.center())
        return rect

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return CARD


class PictureGrid(QListView):
    """Shows a PictureModel; its signals say what the user wants done."""

    current_changed = Signal(object)  # the number of a row, or None
    opened = Signal(int)
    remove_wanted = Signal(list)  # the numbers of rows
    paste_wanted = Signal()
    menu_wanted = Signal(object)  # a global position
    empty_action = Signal()

    def __init__(self, model: PictureModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_grid")
        self._pictures = model
        self._current: int | None = None
        self._before: tuple[int | None, int, list[int], int] = (None, -1, [], 0)
        self._empty = EmptyState(self.viewport())
        self._empty.action.connect(self.empty_action)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(QSize(CARD.width() + GAP, CARD.height() + GAP))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(PictureDelegate(self))
        self.setModel(model)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ID)))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self.selectionModel().currentChanged.connect(self._tell_current)

    def current_id(self) -> int | None:
        return self._current

    def selected_ids(self) -> list[int]:
        """The numbers of the selected rows, in their order."""
        return [index.data(ID) for index in sorted(self.selectedIndexes(), key=QModelIndex.row)]

    def select_id(self, number: int) -> bool:
        """Make a row the current one and scroll to it; return False where it isn't shown."""
        place = self._pictures.position(number)
        if place is None:
            return False
        index = self._pictures.index(place)
        self.setCurrentIndex(index)
        # After Ctrl+V the key may still be down, and Qt would add the row to the selection.
        self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        return True

    def set_empty(self, text: str, action_text: str | None = None) -> None:
        """Set the sentence for an empty grid, and perhaps a button (`empty_action`)."""
        self._empty.set_text(text, action_text, "picture")

    def _remember(self) -> None:
        scrolled = self.verticalScrollBar().value()
        self._before = self._current, self.currentIndex().row(), self.selected_ids(), scrolled

    def _recall(self) -> None:
        number, row, selected, scrolled = self._before
        last = self._pictures.rowCount() - 1
        place = self._pictures.position(number) if number is not None else None
        if place is None and last >= 0:
            place = min(max(row, 0), last)  # removed: the card that took its place
        if place is not None:
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self._pictures.index(place), flag.NoUpdate)
            places = [found for one in selected if (found := self._pictures.position(one)) is not None]
            again = QItemSelection()
            for found in places or [place]:
                again.select(self._pictures.index(found), self._pictures.index(found))
            self.selectionModel().select(again, flag.ClearAndSelect)
        self.verticalScrollBar().setValue(scrolled)
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(last < 0)
        self._tell_current()

    def _tell_current(self, *_: QModelIndex) -> None:
        index = self.currentIndex()
        number = index.data(ID) if index.isValid() else None
        if number != self._current:
            self._current = number
            self.current_changed.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete and (numbers := self.selected_ids()):
            self.remove_wanted.emit(numbers)
        elif event.key() in ENTER and self._current is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
