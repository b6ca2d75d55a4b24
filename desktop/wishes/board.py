"""The board of a round: a column for each state, a card for each wish."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.core.masking import mask_name
from db.wishes.listings import BLUE, ENDS, RED, WAY, WISHES, YELLOW
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from desktop.wishes.actions import GONE, WishActions
from widgets.board import Board, Card
from widgets.empty_state import EmptyState
from widgets.icons import icon

COLOURS = {BLUE: "blue", YELLOW: "yellow", RED: "red"}


class WishBoard(RefreshingPage):
    """Shows the rows of the list as cards, with masked names."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("wish_board")
        self.round: int | None = None
        self.wish_actions = WishActions(shell, self)
        self.board = Board((*WAY, GONE), self)
        self.empty = EmptyState(self)
        self.empty.set_text(WISHES.empty, self.tr("新增微心愿"), "wish")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.board)
        self.stack.addWidget(self.empty)
        hint = QLabel(self.tr("拖动卡片，或 Ctrl+←、Ctrl+→ 办下一步；回车打开，右键更多"), self)
        hint.setProperty("quiet", True)
        self.add_button = QPushButton(icon("add", "#ffffff"), self.tr("新增微心愿"), self)
        self.add_button.setObjectName("add")
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip(self.tr("Insert 键"))
        row = QHBoxLayout()
        row.addWidget(hint)
        row.addStretch(1)
        row.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.stack, 1)
        self.board.moved.connect(self.wish_actions.move)
        self.board.opened.connect(lambda number: shell.go("wishes", number))
        self.board.menu_wanted.connect(self._menu)
        self.add_button.clicked.connect(step(self._add))
        add_key = QShortcut(QKeySequence(Qt.Key.Key_Insert), self, step(self._add))
        add_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.empty.action.connect(step(self._add))

    def show_round(self, number: int | None) -> None:
        """Show the wishes of a round; None shows those of all rounds."""
        self.round = number
        self.refresh()

    def select(self, number: int) -> None:
        if self.stale:
            self.reload()
        self.board.choose(number)

    def load(self) -> None:
        with self.store.read() as session:
            rows = session.execute(WISHES.of(self.round).rows()).all()
        columns: dict[str, list[Card]] = defaultdict(list)
        for row in rows:
            value = {
                key: WISHES.value(row, key) for key in ("code", "state", "colour", "content", "called", "claimant")
            }
            ended = value["state"] in ENDS
            note = value["state"] if ended else value["claimant"] or mask_name(value["called"])
            card = Card(
                row[0],
                value["code"],
                value["content"],
                note,
                COLOURS[value["colour"]],
            )
            columns[GONE if ended else value["state"]].append(card)
        self.board.show_cards(columns)
        self.stack.setCurrentWidget(self.board if rows else self.empty)

    def _add(self) -> None:
        self.shell.add("wishes")

    def _menu(self, number: int, at: QPoint) -> None:
        menu = QMenu(self)
        for text, act in self.wish_actions.choices(number):
            menu.addAction(text, step(act))
        menu.addSeparator()
        menu.addAction(self.tr("打开"), step(lambda: self.shell.go("wishes", number)))
        menu.addAction(self.tr("许愿人"), step(partial(self.wish_actions.show_beneficiary, number)))
        menu.popup(at)
