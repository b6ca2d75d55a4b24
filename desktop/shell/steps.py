"""The door that every step goes through: what is being typed anywhere is stored first, or stops the step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabWidget, QWidget

from db.core.errors import UserError

if TYPE_CHECKING:
    from widgets.record_form import RecordForm
    from widgets.record_table import RecordTable

_storing = False


def step(act: Callable[[], object]) -> Callable[..., None]:
    """A slot that stores what is being typed, then does `act`; the arguments of the signal are dropped.

    The slot raises UserError where a typed value doesn't fit; then `act` isn't done.
    """
    return partial(_take, act)


def _take(act: Callable[[], object], *_: object) -> None:
    store_edits()
    act()


def store_edits() -> None:
    """Store the typed text of every open editor of the program: of forms, table cells and settings.

    Raises UserError where a value doesn't fit, once it is shown with the focus in it. Does nothing in another thread
    or while it is at work already: storing a value is no step.
    """
    global _storing
    app = QCoreApplication.instance()
    if _storing or app is None or QThread.currentThread() is not app.thread():
        return
    _storing = True
    try:
        if QApplication.focusWidget():
            QGuiApplication.inputMethod().commit()
        forms, tables = _commit()
        _stop_at_wrong(forms, tables)
    finally:
        _storing = False


def _commit() -> tuple[list[RecordForm], list[RecordTable]]:
    """Commit every open editor; return the forms and tables that there are."""
    from widgets.line_editor import LineEditor, LongEditor  # as late as the first step: not while the window opens
    from widgets.record_form import RecordForm
    from widgets.record_table import RecordTable

    by_class: dict[type, list[Any]] = defaultdict(list)  # isinstance on each of a thousand widgets takes 10 ms
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)) if window.isVisible() else ():
            by_class[type(widget)].append(widget)

    def every(*sorts: type) -> list[Any]:
        return [widget for sort, widgets in by_class.items() if issubclass(sort, sorts) for widget in widgets]

    forms, tables, editors = every(RecordForm), every(RecordTable), every(LineEditor, LongEditor)
    for form in forms:
        form.flush()
    of_forms = {box.editor for form in forms for box in form.boxes.values()}
    for editor in editors:
        if editor not in of_forms:
            editor.commit()
    return forms, tables


def _stop_at_wrong(forms: list[RecordForm], tables: list[RecordTable]) -> None:
    for table in tables:
        if table.typed and table.typed.why:
            _bring_up(table)
            raise UserError(_words(table.records.fields[table.typed.column].title, table.typed.why))
    for form in forms:
        if key := form.wrong():
            _bring_up(form)
            form.focus_field(key)
            raise UserError(_words(form.boxes[key].field.title, form.boxes[key].error))


def _words(title: str, why: str) -> str:
    words = QCoreApplication.translate("steps", "“{title}”还没有存下：{why}。请先改好，或者按 Esc 恢复原来的内容")
    return words.format(title=title, why=why.rstrip("。"))


def _bring_up(widget: QWidget) -> None:
    """Turn every tab and page around a widget so that it is seen."""
    above = widget.parentWidget()
    while above:
        if isinstance(above, QTabWidget | QStackedWidget):
            for place in range(above.count()):
                page = above.widget(place)
                if page and (page is widget or page.isAncestorOf(widget)):
                    above.setCurrentIndex(place)
        above = above.parentWidget()
    widget.window().activateWindow()
