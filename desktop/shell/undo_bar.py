"""Undo and redo in a window: its message bar says what was done, with a button that takes it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from db.core.work import Tick, no_progress
from desktop.shell.errors import show_error
from desktop.shell.steps import store_edits
from desktop.shell.store import Store
from widgets.bars import MessageBar
from widgets.task import Task

MANY = 2000  # changes that an undo takes back at once, in about a quarter of a second


class UndoBar(QObject):
    """The button takes back the very action that the bar names, whatever came after it."""

    def __init__(self, store: Store, bar: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._bar, self._window = store, bar, window
        self._actions: tuple[QAction, ...] = ()
        store.changed.connect(self._tell_mended)
        store.refused.connect(self._tell_refused)

    def name_in(self, undo: QAction, redo: QAction) -> None:
        """Let the texts of two menu actions name what undo and redo would do, now and after each change."""
        self._actions = undo, redo
        self._store.changed.connect(self._name)
        self._name()

    def tell_done(self, text: str) -> None:
        """Say what the last action did, with a button that takes it back, if it changed anything."""
        last = self._store.database.last
        self._bar.tell(text, "info", self.tr("撤销") if last else "", partial(self.undo, last))

    def undo(self, number: int | None = None) -> None:
        """Undo the action of a number, or the clerk's last one; raises UserError where it can't be undone.

        What is being typed is stored before: then it is the last action.
        """
        store_edits()
        if number is None and (step := self._store.next_undo()):
            number = step.id
        if number is not None:
            self._take(self._store.undo, number, self.tr("撤销"), self.redo, self.tr("重做"))

    def redo(self, number: int | None = None) -> None:
        """Redo the action of a number, or the one undone last; raises UserError where it can't be redone."""
        store_edits()
        if number is None and (step := self._store.next_redo()):
            number = step.id
        if number is not None:
            self._take(self._store.redo, number, self.tr("重做"), self.undo, self.tr("撤销"))

    def _tell_refused(self, sentence: str) -> None:
        self._bar.tell(sentence, "error")

    def _tell_mended(self) -> None:
        """Say what was missing in the database and was made anew."""
        if mended := self._store.database.mended:
            words = self.tr("数据库里少了 {n} 个部件（{first} 等），程序已补上；请“检查数据”")
            self._bar.tell(words.format(n=len(mended), first=mended[0]), "warning")
            mended.clear()

    def _name(self) -> None:
        words = self.tr("撤销"), self.tr("重做")
        steps = self._store.next_undo(), self._store.next_redo()
        for action, word, step in zip(self._actions, words, steps, strict=True):
            action.setEnabled(step is not None)
            action.setText(f"{word}：{step.label}" if step else word)
            action.setIconText(word)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{action.text()}（{keys}）")

    def _take(
        self, take: Callable[[int, Tick], str | None], number: int, word: str, back: Callable[[int], None], again: str
    ) -> None:
        """Undo or redo at once, or, if the action changed many rows, with progress and cancel."""

        def done(label: str | None) -> None:
            text = self.tr("已{word}：{label}").format(word=word, label=label)
            self._bar.tell(text, "info", again, partial(back, number))

        if self._store.size_of(number) > MANY:
            Task(self._window, word, partial(take, number), done, lambda error: show_error(error, self._window))
        else:
            done(take(number, no_progress))
