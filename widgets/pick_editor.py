"""The editor of a choice: a line with a list, which typed characters or pinyin initials narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from db.core.kinds import OFFERED
from widgets.icons import icon
from widgets.line_editor import ENTER, LineEditor

if TYPE_CHECKING:
    from db.core.fields import Field

Choices = Callable[..., Sequence[str]]  # of a field, or, of very many (`fitting`), of a field and a typed text
Match = Callable[[str, str], bool]  # typed text, choice

FLAG = ("是", "否")
OPENERS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4)


def contains(typed: str, choice: str) -> bool:
    return typed.lower() in choice.lower()


def fixed_options(field: Field) -> tuple[str, ...]:
    """The choices that the kind itself has."""
    return field.kind.options or (FLAG if field.kind.name == "flag" else ())


class PickEditor(LineEditor):
    """Takes one of the choices, or any text if `open_list`."""

    def __init__(
        self,
        field: Field,
        choices: Choices | None = None,
        match: Match | None = None,
        parent: QWidget | None = None,
        *,
        open_list: bool = False,
    ) -> None:
        super().__init__(field.kind, parent)
        self.field = field
        self._choices, self._match, self._open_list = choices, match, open_list
        self._known: tuple[str, ...] | None = None
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        self._popup.setObjectName("pick_popup")
        self._popup.setUniformItemSizes(True)
        self._completer.setPopup(self._popup)
        self.setCompleter(self._completer)
        self._completer.activated.connect(self._picked)
        self.textEdited.connect(self._narrow)
        self.add_button(icon("chevron-down", "muted"), self.tr("展开选项"), self.open_popup)

    def known(self) -> tuple[str, ...]:
        """The choices; they are loaded when they are first needed."""
        if self._known is None:
            self._known = fixed_options(self.field) or tuple(self._choices(self.field) if self._choices else ())
        return self._known

    def forget_choices(self) -> None:
        self._known = None

    def found(self, typed: str) -> list[str]:
        """The choices that fit a typed text: those that begin with it, then those that contain it, then by initials."""
        typed = typed.strip()
        if self.field.fitting and self._choices:
            return list(self._choices(self.field, typed))
        if not typed:
            return list(self.known()[:OFFERED])
        begin = [one for one in self.known() if one.startswith(typed)]
        more = [one for one in self.known() if contains(typed, one) and not one.startswith(typed)]
        if self._match and typed.isascii():
            more += [one for one in self.known() if self._match(typed, one)]
        return list(dict.fromkeys(begin + more))[:OFFERED]

    def open_popup(self) -> None:
        self.setFocus()
        self._list.setStringList(self.found(""))
        self._complete()
        if self.text() in self._list.stringList():
            self._popup.setCurrentIndex(self._list.index(self._list.stringList().index(self.text())))

    def normalise(self) -> None:
        """Complete a choice that was typed by its initials, or a fixed one that was typed in part."""
        typed = self.text().strip()
        found = self.found(typed) if typed and (self.field.fitting or typed not in self.known()) else []
        if typed not in found:
            initials = typed.isascii() and typed.isalpha()
            if found and (initials or (not self._open_list and len(found) == 1)):
                self.setText(found[0])
        super().normalise()

    def _complete(self) -> None:
        self._completer.setCompletionPrefix("")
        wide = self._popup.sizeHintForColumn(0) + 32
        rect = self.rect()
        rect.setWidth(max(rect.width(), min(wide, 480)))
        self._completer.complete(rect)

    def _narrow(self, typed: str) -> None:
        self._list.setStringList(self.found(typed))
        if not self._list.rowCount():
            self._popup.hide()

    def _picked(self, choice: str) -> None:
        self.setText(choice)
        self.commit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self._open_list and not self.isReadOnly():
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self._open_list and not self.isReadOnly():
            self.open_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENERS and not self._popup.isVisible():
            self.open_popup()
        elif event.key() in ENTER and self._popup.isVisible():
            self._popup.hide()
            self.submit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._popup.hide()
