"""The home tab: figures, gaps to fill, recent records, and the latest actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.core.gaps import Gap, Recents, Shortcut
from db.home import Overview, overview
from desktop.shell.pages import Page
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from exports import report_named
from widgets.icons import icon


class HomeTab(RefreshingPage):
    """Shows cards with figures and reminders; each has a button that leads to the record."""

    def __init__(self, shell: Shell, _pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(28, 22, 28, 22)
        self.body.setSpacing(16)
        inner = QWidget(self)
        inner.setObjectName("home_body")
        inner.setLayout(self.body)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def load(self) -> None:
        with self.store.read() as session:
            found = overview(session, date.today())
        _clear(self.body)
        self.body.addWidget(self._heading(found))
        self.body.addLayout(self._figures(found))
        columns = QHBoxLayout()
        columns.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._gaps(found))
        for recents in found.recents:
            left.addWidget(self._recents(recents), 1)
        columns.addLayout(left, 3)
        columns.addWidget(self._latest(found), 2)
        self.body.addLayout(columns)
        self.body.addStretch(1)

    def _heading(self, found: Overview) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_label(found.office, "title", box))
        words.addWidget(_label(_long_day(date.today()), "quiet", box))
        row.addLayout(words)
        row.addStretch(1)
        for shortcut in found.shortcuts:
            row.addWidget(_button(shortcut.text, shortcut.icon, self._acting(shortcut), box))
        return box

    def _acting(self, shortcut: Shortcut) -> Callable[[], object]:
        if shortcut.report:
            return partial(self.shell.export, report_named(shortcut.report), shortcut.of)
        return partial(self.shell.add, shortcut.add)

    def _figures(self, found: Overview) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, figure in enumerate(found.figures):
            card, inside = _card(self)
            inside.setSpacing(2)
            inside.addWidget(_label(figure.title, "quiet", card))
            inside.addWidget(_label(figure.value, "figure", card))
            inside.addWidget(_label(figure.note, "quiet", card))
            button = _button(self.tr("查看"), "", partial(self.shell.go, figure.listing), card)
            button.setProperty("link", True)
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, 1)
        return grid

    def _gaps(self, found: Overview) -> QWidget:
        card, inside = _card(self, self.tr("待处理"))
        if not found.gaps:
            inside.addWidget(_label(self.tr("资料齐全，没有要处理的事。"), "quiet", card))
        for gap in found.gaps:
            inside.addLayout(self._gap(gap, card))
        inside.addStretch(1)
        return card

    def _gap(self, gap: Gap, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        sign = QLabel(parent)
        sign.setPixmap(icon("warning", "warning").pixmap(16, 16))
        row.addWidget(sign)
        row.addWidget(_label(gap.text, "", parent), 1)
        go = partial(self.shell.go, gap.listing, gap.number)
        row.addWidget(_button(self.tr("去处理"), "", go, parent))
        return row

    def _recents(self, recents: Recents) -> QWidget:
        card, inside = _card(self, recents.heading)
        if not recents.rows:
            inside.addWidget(_label(recents.empty, "quiet", card))
        for recent in recents.rows:
            row = QHBoxLayout()
            row.addWidget(_label(recent.title, "", card), 1)
            row.addWidget(_label(recent.facts, "quiet", card))
            go = partial(self.shell.go, recents.listing, recent.number)
            row.addWidget(_button(self.tr("打开"), "", go, card))
            inside.addLayout(row)
        inside.addStretch(1)
        return card

    def _latest(self, found: Overview) -> QWidget:
        card, inside = _card(self, self.tr("最近操作"))
        if not found.actions:
            inside.addWidget(_label(self.tr("还没有操作。每一步都会记在这里，都可以撤销。"), "quiet", card))
        for action in found.actions:
            row = QHBoxLayout()
            text = _label(action.label + (self.tr("（已撤销）") if action.undone else ""), "", card)
            row.addWidget(text, 1)
            row.addWidget(_label(action.local_time[5:16], "quiet", card))
            inside.addLayout(row)
        inside.addStretch(1)
        inside.addWidget(
            _button(self.tr("全部历史"), "history", self.shell.show_history, card), 0, Qt.AlignmentFlag.AlignLeft
        )
        return card


def _label(text: str, style: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setWordWrap(True)
    if style:
        label.setProperty(style, True)
    return label


def _button(text: str, sign: str, act: Callable[[], object], parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    if sign:
        button.setIcon(icon(sign))
    button.clicked.connect(step(lambda: act()))
    return button


def _card(parent: QWidget, heading: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A card with its heading, and the column inside it."""
    card = QFrame(parent)
    card.setProperty("card", True)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(18, 14, 18, 14)
    if heading:
        inside.addWidget(_label(heading, "heading", card))
    return card, inside


def _long_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日　星期{'一二三四五六日'[day.weekday()]}"


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.deleteLater()
        elif inner := item.layout():
            _clear(inner)
