"""The model of a table of records: it has all ids, and fetches rows in blocks as they scroll into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from widgets import theme

if TYPE_CHECKING:  # fields import SQLAlchemy, which is loaded after the first paint
    from db.core.fields import Field

Row = Sequence[Any]  # its id, then a value for each field
Fetch = Callable[[Sequence[int]], Sequence[Row]]

BLOCK = 64
REACH = 3000  # rows that are looked through for a text
KEPT = 64  # blocks: some four thousand rows
TIP_LIMIT = 1500
NOWHERE = QModelIndex()
DISPLAY, EDIT, TIP, ALIGN, INK, ID = map(
    int,
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.UserRole,
    ),
)
ANSWERED = frozenset((DISPLAY, EDIT, TIP, ALIGN, INK, ID))
ALIGNMENT = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


def half_widths(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def tip(text: str, width: int) -> str | None:
    """The tool tip of a long text: all of it, wrapped; None where the column shows it all."""
    if half_widths(text) <= width and "\n" not in text:
        return None
    text = text if len(text) <= TIP_LIMIT else text[:TIP_LIMIT] + "……"
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>'


class RecordModel(QAbstractTableModel):
    """Shows fetched rows; it emits edits and the wish to sort, and never edits or sorts itself."""

    edited = Signal(int, object, str, str)  # row id, field, typed text, the text that was shown before
    sort_wanted = Signal(object, bool)  # field (None: the usual order), descending

    def __init__(self, fields: Sequence[Field], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.editable = True
        self.movable = False
        self._fetch = fetch
        self._ids: list[int] = []
        self._places: dict[int, int] | None = None
        self._blocks: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)

    def show(self, keys: Sequence[int]) -> None:
        """Show the rows with these ids, in this order; they are fetched anew."""
        self.beginResetModel()
        self._ids = list(keys)
        self._places = None
        self._blocks.clear()
        self.endResetModel()

    def refresh(self, ids: Iterable[int]) -> None:
        """Fetch some of the shown rows anew."""
        last = len(self.fields) - 1
        for number in ids:
            place = self.position(number)
            if place is not None:
                self._blocks.pop(place // BLOCK, None)
                self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    def row_id(self, place: int) -> int:
        return self._ids[place]

    def position(self, number: int) -> int | None:
        """The place of the row with an id; None where it isn't shown."""
        if self._ids[:1] == [number]:  # the usual case, without numbering a hundred thousand rows
            return 0
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self._ids)}
        return self._places.get(number)

    def row(self, place: int) -> Row | None:
        """The row at a place; None where it was removed meanwhile."""
        block = self._blocks.get(place // BLOCK)
        if block is None:
            block = self._load(place // BLOCK)
        else:
            self._blocks.move_to_end(place // BLOCK)
        return block.get(self._ids[place])

    def texts(self, ids: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
        """The texts of many rows, fetched without the cache; removed rows are left out."""
        fields = [(self.fields[column], column + 1) for column in columns]
        parts = (ids[start : start + 500] for start in range(0, len(ids), 500))
        return [[field.text(row[place]) for field, place in fields] for part in parts for row in self._fetch(part)]

    def changed(self, numbers: Iterable[int]) -> list[int]:
        """Those of some rows that have changed, or are gone, since they were shown."""
        shown = {row[0]: row for block in self._blocks.values() for row in block.values()}
        asked = [number for number in numbers if number in shown]
        now = {row[0]: row for row in self._fetch(asked)} if asked else {}
        return [number for number in asked if number not in now or tuple(now[number]) != tuple(shown[number])]

    def field(self, index: QModelIndex) -> Field:
        return self.fields[index.column()]

    def _load(self, number: int) -> dict[int, Row]:
        block = self._blocks[number] = {}  # before the fetch, so that an error comes once, not for every cell
        ids = self._ids[number * BLOCK : (number + 1) * BLOCK]
        block.update((row[0], row) for row in self._fetch(ids))
        while len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        return block

    def data(self, index: QModelIndex, role: int = DISPLAY) -> object:
        if role not in ANSWERED or not index.isValid():
            return None
        if role == ID:
            return self._ids[index.row()]
        field = self.fields[index.column()]
        if role == ALIGN:
            return ALIGNMENT[field.kind.align]
        alert = field.kind.alert
        if role == INK and alert is None:  # the usual case
            return None
        row = self.row(index.row())
        if role == INK:
            value = row and row[index.column() + 1]
            return theme.colour("error") if value is not None and alert and alert(value) else None
        text = "" if row is None else field.text(row[index.column() + 1])
        if role == TIP:
            return tip(text, field.kind.width)
        return text.replace("\n", " ") if role == DISPLAY else text

    def setData(self, index: QModelIndex, value: object, role: int = EDIT) -> bool:
        if role != EDIT or not index.isValid() or self.row(index.row()) is None or value == self.data(index, EDIT):
            return False
        self.change(index, str(value), str(self.data(index, EDIT)))
        return True

    def change(self, index: QModelIndex, typed: str, shown: str) -> None:
        """Emit an edit of a cell that showed a text when the typing began."""
        if self.row(index.row()) is not None and typed != self.data(index, EDIT):
            self.edited.emit(self._ids[index.row()], self.field(index), typed, shown)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():  # between two rows
            return Qt.ItemFlag.ItemIsDropEnabled if self.movable else Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if self.editable and self.field(index).set:  # without the row: selecting all would fetch all
            flags |= Qt.ItemFlag.ItemIsEditable
        if self.movable:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return None
        if role == DISPLAY:
            return self.fields[section].title
        if role == ALIGN:
            return ALIGNMENT[self.fields[section].kind.align]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if (column, order) == self._sorted or (column < 0 and self._sorted[0] < 0):
            return
        self._sorted = column, order
        field = self.fields[column] if column >= 0 else None
        self.sort_wanted.emit(field, field is not None and order == Qt.SortOrder.DescendingOrder)

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.fields)
