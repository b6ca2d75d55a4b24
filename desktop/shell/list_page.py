"""A listing to work in: find, table, form, add, remove, export. Most tabs are made of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSplitter, QToolButton, QVBoxLayout, QWidget

from db.core.fields import Field, Listing
from desktop.shell.protocol import Shell
from desktop.shell.record_dialog import RecordDialog
from desktop.shell.refreshing_page import LivePage, edit, tell_what_is_left
from desktop.shell.store import MODES_OF, match
from exports import report_named
from widgets.bars import SearchLine
from widgets.editors import Editors
from widgets.icons import icon
from widgets.record_form import RecordForm, Sections
from widgets.record_model import RecordModel
from widgets.record_table import RecordTable

MANY = 500  # rows that are removed while one waits


class ListPage(LivePage):
    """Table and form side by side; edits are stored as they are made.

    `listing` may be narrowed at any time by `show_listing`; `fixed` are columns of a new row that nobody types,
    `hidden` the fields that a new row's dialog doesn't ask for, `unseen` those that neither table nor form shows.
    `name` tells several pages of one listing apart; `reorder` keeps the order into which rows are dragged.
    """

    current_changed = Signal(object)  # the number of the row, or None
    masked = False  # whether rows are shown otherwise than they are stored: then nothing else may show them as stored

    def __init__(
        self,
        shell: Shell,
        listing: Listing,
        parent: QWidget | None = None,
        *,
        form: bool = True,
        sections: Sections = (),
        report: str = "",
        unseen: Sequence[str] = (),
        sizes: tuple[int, int] = (820, 400),
        name: str = "",
        reorder: Callable[[Any, Sequence[int]], None] | None = None,
    ) -> None:
        super().__init__(shell, parent)
        self.setObjectName(f"{name or listing.key}_page")
        self.sections = sections
        self.reorder = reorder
        self.listing = listing
        self.report = report or listing.key
        self.of: int | None = None  # what a report of this page is about
        self.fixed: dict[str, object] = {}
        self.hidden: Sequence[str] = ()
        self.defaults: dict[str, str] = {}
        self.more_actions: Callable[[int], Sequence[tuple[str, Callable[[], object]]]] = lambda _number: ()
        self.empty_action: tuple[str, Callable[[], object]] | None = None  # what to do first, where it isn't adding
        self.blocked = ""  # why nothing can be added now, where that is so
        self._find, self._sort, self._descending = "", None, False
        self.model = RecordModel(listing.fields, self.fetch, self)
        editors = Editors(self.store.choices, match, MODES_OF)
        self.table = RecordTable(self.model, editors.make, self)
        self.table.setObjectName(f"{listing.key}_table")
        self.table.hide_fields(unseen)
        self.table.set_movable(reorder is not None)
        self.form = None
        if form:
            self.form = RecordForm(
                listing.fields,
                self.store.choices,
                self,
                sections=sections,
                hidden=unseen,
                match=match,
                modes=MODES_OF,
            )
        self._lay_out(sizes)
        self._connect()

    def show_listing(self, listing: Listing, fixed: dict[str, object] | None = None) -> None:
        """Show other rows of the same listing; new rows get the `fixed` columns."""
        self.listing, self.fixed = listing, fixed or {}
        self.refresh()

    def load(self) -> None:
        sort = self._sort and self.listing[self._sort.key]  # of another period it counts something else
        with self.store.read() as session:
            keys = self.listing.ids(session, self._find, sort, descending=self._descending)
        self.model.show(keys)
        if keys and self.table.current_id() is None:
            self.table.select_id(keys[0])  # so that the form has something to show
        found = self.tr("没有找到“{}”").format(self._find) if self._find else self.blocked or self.listing.empty
        can_add = not (self._find or self.blocked)
        first = self.empty_action[0] if self.empty_action else self.tr("新增{}").format(self.listing.noun)
        self.table.set_empty(found, first if can_add else None)
        self.add_button.setEnabled(not self.blocked)
        self.count.setText(self.tr("共 {} 条").format(len(keys)))
        self._show_current(self.table.current_id())

    def lock(self, why: str) -> None:
        """Let the rows only be looked at, and say why; "" to let them be worked on again."""
        self.blocked = why
        self.model.editable = not why
        self.model.movable = self.reorder is not None and not why
        if self.form:
            self.form.set_locked(bool(why))

    def lock_new(self, why: str) -> None:
        """Let nothing be added here, and say why; "" to let it."""
        self.blocked = why

    def put_button(self, name: str, text: str, act: Callable[[], object], sign: str = "") -> QPushButton:
        """A button more in the bar, before the one that adds."""
        button = QPushButton(text, self)
        button.setObjectName(name)
        if sign:
            button.setIcon(icon(sign))
        button.clicked.connect(lambda: act())
        self.bar.insertWidget(self.bar.count() - 1, button)
        return button

    def put_heading(self, title: str) -> None:
        """Say above the list what it is; as a part of another page it isn't searched."""
        heading = QLabel(title, self)
        heading.setProperty("heading", True)
        heading.setMinimumHeight(self.add_button.sizeHint().height())  # the tables below begin at one height
        self.bar.insertWidget(0, heading)
        self.search.hide()

    def set_widths(self, **widths: int) -> None:
        for key, width in widths.items():
            self.table.setColumnWidth(self.listing.places[key] - 1, width)

    def current_id(self) -> int | None:
        return self.table.current_id()

    def is_open(self, number: int) -> bool:
        """Whether a row is shown as it is stored."""
        return True

    def why_closed(self, number: int) -> str:
        """Why what belongs to a row isn't shown yet, where that is so."""
        return ""

    def select(self, number: int) -> None:
        """Make a row the current one, if it is shown."""
        if self.stale:
            self.reload()
        self.table.select_id(number)

    def add(self) -> None:
        dialog = RecordDialog(self.store, self.listing, self.fixed, self.hidden, self.defaults, self.sections, self)
        dialog.created.connect(self._created)
        dialog.open()

    def _add_by_key(self) -> None:
        if self.blocked:
            self.shell.tell(self.blocked)
        else:
            self.add()

    def edit(self, number: int, field: Field, typed: str) -> None:
        """Store one value; what doesn't fit is said at the field."""
        edit(self.store, self.form, self.listing, number, field, typed)
        self._say_what_is_new()

    def remove(self, numbers: Sequence[int]) -> None:
        """No question asked: it can be undone, and the bar says so."""
        if numbers and not self.model.editable:
            self.shell.tell(self.blocked)
        elif len(numbers) > MANY:
            self.shell.run(self.tr("删除"), lambda tick: self.store.remove(self.listing, numbers, tick), self._removed)
        elif numbers:
            self._removed(self.store.remove(self.listing, numbers))

    def _removed(self, label: str) -> None:
        self.shell.done(self.tr("已{}").format(label))

    def _lay_out(self, sizes: tuple[int, int]) -> None:
        self.search = SearchLine(self.tr("找{}").format(self.listing.title), self)
        self.search.setToolTip(self.tr("名称、拼音、首字母或电话的一部分；几个词之间用空格"))
        self.search.setObjectName("search")
        self.add_button = QPushButton(icon("add", "#ffffff"), self.tr("新增{}").format(self.listing.noun), self)
        self.add_button.setObjectName("add")
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip(self.tr("Insert 键"))
        add_key = QShortcut(QKeySequence(Qt.Key.Key_Insert), self, self._add_by_key)
        add_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.remove_button = QToolButton(self)
        self.remove_button.setObjectName("remove")
        self.remove_button.setIcon(icon("remove"))
        self.remove_button.setToolTip(self.tr("删除选中的记录（Del），可撤销"))
        self.export_button = QToolButton(self)
        self.export_button.setObjectName("export")
        self.export_button.setIcon(icon("export"))
        self.export_button.setText(self.tr("导出"))
        if self.form:
            self.export_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:  # a list without a form stands in a narrow place
            self.search.setMinimumWidth(140)
        self.export_button.setToolTip(self.tr("导出为 Excel"))
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        self.bar = QHBoxLayout()
        self.bar.addWidget(self.search)
        self.bar.addWidget(self.count)
        self.bar.addStretch(1)
        for widget in (self.export_button, self.remove_button, self.add_button):
            self.bar.addWidget(widget)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self.bar)
        if self.form is None:
            self.column.addWidget(self.table, 1)
            return
        self.splitter = QSplitter(self)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.form)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes(list(sizes))
        self.splitter.setChildrenCollapsible(False)
        self.column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.search.find.connect(self._search)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(lambda: self.remove(self.table.selected_ids()))
        self.export_button.clicked.connect(lambda: self.shell.export(report_named(self.report), self.of))
        self.table.remove_wanted.connect(self.remove)
        self.table.empty_action.connect(lambda: self.empty_action[1]() if self.empty_action else self.add())
        self.table.current_changed.connect(self._show_current)
        self.table.menu_wanted.connect(self._menu)
        self.model.edited.connect(self.edit)
        self.model.sort_wanted.connect(self._sort_by)
        self.search.leads_to(self.table)
        self.table.restore_state(str(self.shell.settings.value(f"columns/{self.objectName()}", "")))
        self.table.horizontalHeader().sectionResized.connect(self._keep_columns)
        self.table.said.connect(self.shell.tell)
        self.table.moved.connect(self._move)
        if self.form:
            self.store.changed.connect(self.form.forget_choices)
            self.form.edited.connect(self._edit_current)
            tell_what_is_left(self, self.form, self.shell.tell)

    def fetch(self, numbers: Sequence[int]) -> Sequence[Any]:
        with self.store.read() as session:
            return self.listing.fetch(session, numbers)

    def _search(self, text: str) -> None:
        self._find = text
        self.reload()

    def _sort_by(self, field: Field | None, descending: bool) -> None:
        self._sort, self._descending = field, descending
        self.reload()

    def _created(self, number: int) -> None:
        self.reload()
        self.select(number)
        self._say_what_is_new()

    def _say_what_is_new(self) -> None:
        """A name that nobody knew made a record of its own: a slip had better be seen now than as a twin later."""
        if made := self.store.made_along(self.listing):
            self.shell.done(self.tr("没有登记过，已新登记：{}。写错了请撤销").format(made))

    def _edit_current(self, field: Field, typed: str) -> None:
        assert self.form
        if (number := self.form.row_id) is not None:  # the table may already stand on another row
            self.edit(number, field, typed)

    def _show_current(self, number: int | None) -> None:
        if self.form:
            rows = self.fetch([number]) if number is not None else []
            self.form.show_row(rows[0] if rows else None)
        self.remove_button.setEnabled(number is not None)
        self.current_changed.emit(number)

    def _move(self, number: int, place: int) -> None:
        """Keep a row in front of the place where it was put; only the whole list, in its own order, can be told."""
        if self._find or self._sort or self.reorder is None:
            self.shell.tell(self.tr("先清空搜索、取消排序，再调整顺序"))
            return
        ids = list(self.model.ids)
        before = ids.index(number) < place
        ids.remove(number)
        ids.insert(place - before, number)
        with self.store.write(self.tr("调整{}的顺序").format(self.listing.title)) as session:
            self.reorder(session, ids)
        self.select(number)

    def _keep_columns(self) -> None:
        self.shell.settings.setValue(f"columns/{self.objectName()}", self.table.save_state())

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        number = self.current_id()
        if number is not None:
            menu.addAction(icon("copy"), self.tr("复制选中的行"), self.table.copy)
            menu.addAction(self.tr("复制这一格"), self.table.copy_cell)
            menu.addSeparator()
            for text, act in self.more_actions(number):
                menu.addAction(text, act)
            menu.addAction(
                icon("history"), self.tr("这条记录的历史"), partial(self.shell.show_history, self.listing, number)
            )
            menu.addAction(icon("remove"), self.tr("删除"), lambda: self.remove(self.table.selected_ids()))
        menu.addAction(icon("add"), self.tr("新增{}").format(self.listing.noun), self.add)
        menu.popup(place)
