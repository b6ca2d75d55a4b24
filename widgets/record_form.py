"""A form for one record: fields with editors, in sections, in one column or two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.core.errors import UserError
from widgets.editors import Choices, Editors
from widgets.empty_state import EmptyState
from widgets.field_box import FieldBox, is_wide
from widgets.pick_editor import Match
from widgets.record_model import Row

if TYPE_CHECKING:
    from db.core.fields import Field

TWO_COLUMNS = 560  # px from which short fields are side by side
Sections = Sequence[tuple[str, Sequence[str]]]


def in_sections(fields: Sequence[Field], sections: Sections, hidden: Collection[str]) -> list[tuple[str, list[Field]]]:
    """The fields by section; fields of no section come last."""
    shown = {field.key: field for field in fields if field.key not in hidden}
    found = [(title, [shown.pop(key) for key in keys if key in shown]) for title, keys in sections]
    rest = list(shown.values())
    return [(title, part) for title, part in (*found, ("", rest)) if part]


WAITING = "还没有存下，和标红的其他几项填齐了一起存"


class RecordForm(QScrollArea):
    """Shows a row and emits each edit; it stores nothing.

    A refused value stays as it was typed, with the reason at its field, until it is stored or another row is shown.
    """

    edited = Signal(object, str)  # field, typed text
    discarded = Signal(str)  # the titles of refused values that were discarded, as another row was shown
    typing = Signal()  # a text is being typed, and not committed yet

    def __init__(
        self,
        fields: Sequence[Field],
        choices: Choices | None = None,
        parent: QWidget | None = None,
        *,
        sections: Sections = (),
        hidden: Collection[str] = (),
        match: Match | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.row_id: int | None = None
        self.boxes: dict[str, FieldBox] = {}
        self._new = self._locked = False
        self._refused: list[str] = []  # keys of refused fields
        self.asked: set[str] = set()  # of these, those about which the clerk is asked: nothing else stores them along
        self._grids: list[tuple[QGridLayout, list[FieldBox]]] = []
        self._columns = 0
        self.setObjectName("record_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QWidget()
        self._body.setObjectName("form_body")
        self._lay_out(in_sections(self.fields, sections, hidden), Editors(choices, match))
        self.setWidget(self._body)
        self._empty = EmptyState(self.viewport())
        self._empty.set_text(self.tr("选中一条记录，在这里查看和修改"), sign="edit")
        self._arrange(1)
        self.show_row(None)

    def _lay_out(self, sections: list[tuple[str, list[Field]]], editors: Editors) -> None:
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        for place, (title, fields) in enumerate(sections):
            if place:
                layout.addSpacing(10)
            if title:
                heading = QLabel(title, self._body)
                heading.setObjectName("section_title")
                layout.addWidget(heading)
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(8)
            layout.addLayout(grid)
            boxes = [self._box(field, editors) for field in fields]
            self._grids.append((grid, boxes))
        layout.addStretch(1)
        self._chain_tabs()

    def _box(self, field: Field, editors: Editors) -> FieldBox:
        box = self.boxes[field.key] = FieldBox(field, editors, self._body)
        if box.editor:
            box.editor.committed.connect(partial(self._announce, box))
            box.editor.textChanged.connect(self._type)
            box.editor.restored.connect(partial(self._restored, field.key))
        return box

    def _chain_tabs(self) -> None:
        chain = [box.editor for box in self.boxes.values() if box.editor]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for grid, boxes in self._grids:
            while grid.count():
                grid.takeAt(0)
            row = column = 0
            for box in boxes:
                wide = columns == 1 or is_wide(box.field)
                if wide and column:
                    row, column = row + 1, 0
                grid.addWidget(box, row, column, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop)
                column = 0 if wide else (column + 1) % columns
                row += not column
            for place in range(2):
                grid.setColumnStretch(place, 1 if place < columns else 0)
        self._align_titles()

    def _align_titles(self) -> None:
        for box in self.boxes.values():
            box.title.setMinimumWidth(0)
        width = max((box.title.sizeHint().width() for box in self.boxes.values()), default=0)
        for box in self.boxes.values():
            box.title.setFixedWidth(width)

    def show_row(self, row: Row | None) -> None:
        """Show a row, or nothing; of the same row, typed and refused texts stay."""
        same = row is not None and not self._new and row[0] == self.row_id
        if not same:
            self.flush()
            self._discard()
            self.clear_errors()
        self._new = False
        self.row_id = None if row is None else row[0]
        self._show_body(row is not None)
        for place, field in enumerate(self.fields, start=1):
            if box := self.boxes.get(field.key):
                text = "" if row is None else field.text(row[place])
                if same and box.editor and (box.editor.is_busy() or field.key in self._refused):
                    box.editor.set_stored(text)
                else:
                    box.set_text(text)
                if box.editor and not same:
                    box.editor.forget_typing()

    def blank(self, defaults: Mapping[str, str] | None = None) -> None:
        """Show an empty form for a new record; its edits aren't emitted, `values` has them."""
        self.flush()
        self._discard()
        self.clear_errors()
        self._new, self.row_id = True, None
        self._show_body(True)
        for key, box in self.boxes.items():
            box.set_text((defaults or {}).get(key, ""))
            if box.editor:
                box.editor.forget_typing()

    def values(self) -> dict[str, str]:
        """The texts of the fields that can be set."""
        for box in self.boxes.values():
            if box.editor:
                box.editor.normalise()
        return {key: box.text() for key, box in self.boxes.items() if box.editor}

    def unsaved(self) -> dict[str, str]:
        """The texts that are being typed and not committed yet."""
        return {key: box.text() for key, box in self.boxes.items() if box.editor and box.editor.is_unsaved()}

    def wrong(self) -> str:
        """The key of the first field of a stored row that says an error; "" where there is none."""
        shown = not self._new and self.row_id is not None
        return next((key for key, box in self.boxes.items() if shown and box.error), "")

    def shown(self, keys: Iterable[str]) -> dict[str, str]:
        """The stored texts that the user saw when typing in these fields began."""
        return {key: box.editor.shown for key in keys if (box := self.boxes.get(key)) and box.editor}

    def set_seen(self, key: str, text: str) -> None:
        """Take the stored text of a field for seen: the user was told of it."""
        if (box := self.boxes.get(key)) and box.editor:
            box.editor.set_seen(text)

    def refused(self) -> dict[str, str]:
        """The refused texts, as they were typed."""
        return {key: self.boxes[key].text() for key in self._refused}

    def keep_refused(self, values: Mapping[str, str]) -> None:
        """Keep refused texts in their editors."""
        for key, text in values.items():
            if key not in self._refused:
                self._refused.append(key)
            if editor := self.boxes[key].editor:
                editor.show_refused(text)

    def drop_refused(self, keys: Iterable[str]) -> None:
        """Forget refused texts: the next row shows the stored ones."""
        self._refused = [key for key in self._refused if key not in keys]

    def say_wrong(self, key: str, sentence: str) -> None:
        """Show an error at a field, and at the other refused fields that they wait for it."""
        self.clear_errors()
        for held in self._refused:
            self.boxes[held].set_error(self.tr(WAITING))
        self.set_error(key, sentence)

    def set_locked(self, on: bool) -> None:
        """Make the form read-only, or editable again."""
        self._body.setEnabled(not on)
        self._locked = on

    def check(self) -> bool:
        """Show at each field why its text doesn't fit, and focus the first; return whether all fit."""
        self.clear_errors()
        wrong = ""
        for key, text in self.values().items():
            try:
                self.boxes[key].field.parse(text)
            except UserError as error:
                self.set_error(key, str(error))
                wrong = wrong or key
        if wrong:
            self.focus_field(wrong)
        return not wrong

    def set_error(self, key: str, sentence: str) -> bool:
        """Show an error at a field; return False where the form doesn't show the field."""
        box = self.boxes.get(key)
        if box:
            box.set_error(sentence)
            self.ensureWidgetVisible(box, 0, 20)
        return box is not None

    def clear_errors(self) -> None:
        for box in self.boxes.values():
            box.clear_error()

    def flush(self) -> None:
        """Commit what is being typed."""
        for box in self.boxes.values():
            if box.editor and not self._new and self.row_id is not None:
                box.editor.commit()

    def forget_choices(self) -> None:
        """Load the choices anew when they are next needed."""
        for box in self.boxes.values():
            if box.editor and (forget := getattr(box.editor, "forget_choices", None)):
                forget()

    def focus_field(self, key: str = "") -> None:
        """Move the focus to a field, by default to the first that can be set."""
        first = next((box for box in self.boxes.values() if box.editor), None)
        box = self.boxes.get(key, first)
        if box and box.editor:
            box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            box.editor.selectAll()
            self.ensureWidgetVisible(box, 0, 20)

    def _restored(self, key: str) -> None:
        self.drop_refused([key])
        self.asked.discard(key)
        if not self._refused:
            self.clear_errors()

    def _discard(self) -> None:
        """Discard the refused texts, as another row is shown."""
        if self._refused:
            titles = "、".join(self.boxes[key].field.title for key in self._refused)
            self._refused = []
            self.asked.clear()
            self.discarded.emit(titles)

    def _show_body(self, shown: bool) -> None:
        self._body.setVisible(shown)
        self._body.setEnabled(shown and not self._locked)
        self._empty.setVisible(not shown)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if shown else policy.ScrollBarAlwaysOff)

    def _type(self) -> None:
        if self.row_id is not None and any(box.editor and box.editor.is_unsaved() for box in self.boxes.values()):
            self.typing.emit()

    def _announce(self, box: FieldBox, text: str) -> None:
        box.clear_error()
        if not self._new and self.row_id is not None:
            self.edited.emit(box.field, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
        self._arrange(2 if self.viewport().width() >= TWO_COLUMNS else 1)
