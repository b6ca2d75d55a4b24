"""A line for several entries of a list, with a popup to tick them and, where entries have one, their mode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.core.kinds import split
from widgets.day_editor import below
from widgets.icons import icon
from widgets.line_editor import ENTER, LineEditor
from widgets.pick_editor import Choices, fixed_options

if TYPE_CHECKING:
    from db.core.fields import Field


def entries(text: str, sign: str, modes: Sequence[str]) -> dict[str, str]:
    """The entries of a text and the mode of each: 居民自荐（线上） is 居民自荐, 线上."""
    found: dict[str, str] = {}
    for part in split(text.replace(sign, "、")):
        moded = re.fullmatch(r"(.+?)[（(](.+)[）)]", part)
        if moded and moded[2] in modes:
            found[moded[1]] = moded[2]
        else:
            found[part] = ""
    return found


def joined(found: dict[str, str], sign: str) -> str:
    return sign.join(f"{name}（{mode}）" if mode else name for name, mode in found.items())


class QuietCombo(QComboBox):
    """A combo box that the wheel leaves alone unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ManyPopup(QFrame):
    """The entries to tick; the line shows what is ticked at once, and announces it when the popup closes."""

    def __init__(self, editor: ManyEditor, known: Sequence[str], modes: Sequence[str]) -> None:
        super().__init__(editor, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor, self._found = editor, editor.entries()
        self.boxes: dict[str, QCheckBox] = {}
        self.combos: dict[str, QuietCombo] = {}
        body = QWidget()
        body.setObjectName("popup_body")
        grid = QGridLayout(body)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        for place, name in enumerate(dict.fromkeys([*known, *self._found])):
            self._add(grid, place, name, modes)
        if not self.boxes:
            grid.addWidget(QLabel(self.tr("还没有可选的条目"), body), 0, 0)
        area = QScrollArea(self)
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(area)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (body, *body.findChildren(QWidget)):
            part.ensurePolished()  # or the size is that of the bare style
        size = body.sizeHint()
        bar = 16 if size.height() > 320 else 2
        self.setFixedSize(max(editor.width(), size.width() + bar), min(size.height(), 320) + 2)
        self.move(below(editor, self))

    def _add(self, grid: QGridLayout, place: int, name: str, modes: Sequence[str]) -> None:
        box = self.boxes[name] = QCheckBox(name, grid.parentWidget())
        box.setMinimumHeight(26)
        box.setChecked(name in self._found)
        box.toggled.connect(partial(self._tick, name))
        box.installEventFilter(self)
        grid.addWidget(box, place, 0)
        if not modes:
            return
        combo = self.combos[name] = QuietCombo(grid.parentWidget())
        combo.setAccessibleName(name)
        combo.addItems([self.tr("不区分"), *modes])
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setCurrentIndex(modes.index(self._found[name]) + 1 if self._found.get(name) else 0)
        combo.setEnabled(box.isChecked())
        combo.currentIndexChanged.connect(partial(self._set_mode, name))
        grid.addWidget(combo, place, 1)

    def _tick(self, name: str, on: bool) -> None:
        if on:
            self._found[name] = ""
        else:
            self._found.pop(name, None)
        if name in self.combos:
            self.combos[name].setEnabled(on)
            self.combos[name].setCurrentIndex(0)
        self._editor.write_entries(self._found)

    def _set_mode(self, name: str, place: int) -> None:
        if name in self._found:
            self._found[name] = self.combos[name].itemText(place) if place else ""
            self._editor.write_entries(self._found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
                return True
            if event.key() in ENTER:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._editor.popup_closed()


class ManyEditor(LineEditor):
    """Several entries; they may be typed, too."""

    def __init__(
        self,
        field: Field,
        choices: Choices | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(field.kind, parent)
        self.field, self._choices = field, choices
        self._known: tuple[str, ...] | None = None
        self._popup: ManyPopup | None = None
        self.add_button(icon("chevron-down", "muted"), self.tr("展开选项"), self.open_popup)

    def entries(self) -> dict[str, str]:
        return entries(self.text(), self.field.kind.separator, self.field.kind.modes)

    def write_entries(self, found: dict[str, str]) -> None:
        self.setText(joined(found, self.field.kind.separator))

    def known(self) -> tuple[str, ...]:
        """The choices, asked for when they are first needed."""
        if self._known is None:
            self._known = fixed_options(self.field) or tuple(self._choices(self.field) if self._choices else ())
        return self._known

    def forget_choices(self) -> None:
        self._known = None

    def settle(self) -> None:
        self.write_entries(self.entries())

    def open_popup(self) -> None:
        self.setFocus()
        self._popup = popup = ManyPopup(self, self.known(), self.field.kind.modes)
        popup.show()
        ticked = [box for box in popup.boxes.values() if box.isChecked()] or list(popup.boxes.values())
        if ticked:
            ticked[0].setFocus()

    def popup_closed(self) -> None:
        self._popup = None
        self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_popup()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._popup is None:
            super().focusOutEvent(event)
        else:  # the popup's own widgets took the focus: announced when it closes
            event.accept()
