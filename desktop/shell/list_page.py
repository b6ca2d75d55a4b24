"""A page that shows a listing in a table, with a form beside it; most pages are one, or contain some."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from db.core.errors import NewNameError, UserError
from db.core.fields import Field, Listing
from desktop.shell.dialogs import ask_new_name, confirm
from desktop.shell.form_edits import ask_whose, store_value, tell_discarded
from desktop.shell.list_bar import ListBar
from desktop.shell.list_layout import ListLayout
from desktop.shell.list_view import ListView
from desktop.shell.pages import RecordAction, named
from desktop.shell.protocol import Shell
from desktop.shell.record_dialog import RecordDialog
from desktop.shell.steps import step, store_edits
from desktop.shell.store import OvertakenError, match
from exports import report_named
from widgets.editors import Editors
from widgets.icons import icon
from widgets.record_model import RecordModel, Row
from widgets.record_table import RecordTable

BACK = "不删除"
MANY = 500  # rows that are removed without a progress bar


def make_page(name: str, shell: Shell, parent: QWidget) -> QWidget:
    """Make the page of which `desktop.shell.pages` names the class or the list view."""
    found = named(name)
    return ListPage(shell, found, parent) if isinstance(found, ListView) else found(shell, parent)


class ListPage(ListLayout):
    """Stores each edit as soon as it is made. Its `view` describes it; its methods change what it shows."""

    current_changed = Signal(object)  # the number of the row, or None
    masked = False  # whether values are masked; then nothing else may show the rows as they are stored

    def __init__(self, shell: Shell, view: ListView, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName(f"{view.name or view.listing.key}_page")
        self.view, self.listing = view, view.listing
        self.of: int | None = None  # the row above that the rows belong to, and that an export is about
        self._days: tuple[date | None, date | None] = (None, None)
        self._fixed: Mapping[str, object] = {}
        self._proposed: dict[str, str] = {}
        self._why_locked, self._why_not = "", self.tr(view.no_new)
        self._offered: Sequence[RecordAction] = ()
        self._find, self._sort, self._descending = "", None, False
        self.model = RecordModel(self.listing.fields, self.fetch, self)
        self.table = RecordTable(self.model, Editors(self.store.choices, match).make, self)
        self.table.setObjectName(f"{self.listing.key}_table")
        self.form = self.make_form() if view.form else None
        self.bar = ListBar(view, self)
        self.search, self.count = self.bar.search, self.bar.total
        self.add_button, self.remove_button = self.bar.add_button, self.bar.remove_button
        self.lay_out()
        self.set_columns()
        self._connect()
        if view.read_only:
            self.lock(self.tr(view.read_only))

    @property
    def blocked(self) -> str:
        """Why no row can be added now; "" where one can."""
        return self._why_locked or self._why_not

    def show_rows(
        self,
        listing: Listing,
        fixed: Mapping[str, object] | None = None,
        *,
        of: int | None = None,
        days: tuple[date | None, date | None] = (None, None),
        why_not: str = "",
    ) -> None:
        """Show other rows of the same listing.

        A new row gets the `fixed` columns; `why_not` says why none can be added. An export is about the row `of` above
        and the `days` from the first to the last.
        """
        self.listing, self._fixed, self.of, self._days = listing, fixed or {}, of, days
        self._why_not = why_not or self.tr(self.view.no_new)
        self.refresh()

    def show_of(self, owner: int | None, why_not: str = "") -> None:
        """Show the rows that belong to a row of the list above; none where no row is chosen there."""
        within = self.view.listing.within
        assert within is not None
        why_not = why_not or (self.tr(self.view.choose_first) if owner is None else "")
        self.show_rows(self.view.listing.of(owner or 0), {within.key: owner}, of=owner, why_not=why_not)

    def propose(self, **values: str) -> None:
        """Let a new row start with these values, besides the defaults of the view."""
        self._proposed = values

    def lock(self, why: str) -> None:
        """Make the rows read-only and say why; "" makes them editable again."""
        self._why_locked = why
        self.lock_rows(bool(why))
        self.lock_form(bool(why))

    def lock_form(self, locked: bool) -> None:
        """Make the form read-only, or editable again."""
        if self.form:
            self.form.set_locked(locked)

    def lock_rows(self, locked: bool) -> None:
        """Make the table read-only, or editable again; rows may still be added."""
        self.model.editable = not locked
        self.model.movable = self.view.reorder is not None and not locked

    def show_fields(self, keys: Collection[str], shown: bool) -> None:
        """Show or hide columns of the table."""
        for key in keys:
            self.table.setColumnHidden(self.view.listing.places[key] - 1, not shown)

    def load(self) -> None:
        sort = self._sort and self.listing[self._sort.key]  # this listing may be of another period
        with self.store.read() as session:
            keys = self.listing.ids(session, self._find, sort, descending=self._descending)
        self.model.show(keys)
        if keys and self.table.current_id() is None:
            self.table.select_id(keys[0])  # so that the form shows a row
        found = self.tr("没有找到“{}”").format(self._find) if self._find else self.blocked or self.listing.empty
        can_add = not (self._find or self.blocked)
        first = self.view.first_action[0] if self.view.first_action else self.tr("新增{}").format(self.listing.noun)
        self.table.set_empty(found, first if can_add else None)
        self.add_button.setEnabled(not self.blocked)
        self.count.setText(self.tr("共 {} 条").format(len(keys)))
        self._show_current(self.table.current_id())

    def offer(self, actions: Sequence[RecordAction]) -> None:
        """Add the actions of other pages to the menu of a row."""
        self._offered = actions

    def current_id(self) -> int | None:
        return self.table.current_id()

    def is_open(self, number: int) -> bool:
        """Whether a row is shown unmasked."""
        return True

    def why_closed(self, number: int) -> str:
        """Why the attachments of a row can't be opened yet; "" where they can."""
        return ""

    def note_seen(self, number: int, action: str) -> None:
        """Called before the attachments of a row are shown; a page of protected rows notes it in the history."""

    def select(self, number: int) -> None:
        """Make a row the current one, if it is shown."""
        if self.stale:
            self.reload()
        self.table.select_id(number)

    def add(self) -> None:
        """Ask for a new row."""
        values = {**self.view.defaults(self.store), **self._proposed}
        dialog = RecordDialog(
            self.store, self.listing, self._fixed, self.view.unasked, values, self.view.sections, self
        )
        dialog.created.connect(self._created)
        dialog.open()

    def add_unless_blocked(self) -> None:
        """Ask for a new row, or say why none can be added."""
        if self.blocked:
            self.shell.tell(self.blocked)
        else:
            self.add()

    def edit(
        self, number: int, field: Field, typed: str, shown: str | None = None, agreed: Collection[str] = ()
    ) -> None:
        """Store one value and say so, with a button that takes it back.

        Where it is refused, say why at the field, or raise UserError where no form shows it. `shown` and `agreed` as in
        `store_value`.
        """
        if label := store_value(self.store, self.form, self.listing, number, field, typed, shown, agreed):
            self.shell.tell_done(self.tr("已{}").format(label))
            self._tell_also_registered()

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove one row without a question, as the message bar offers to undo it; ask before removing several."""
        if numbers and not self.model.editable:
            self.shell.tell(self.blocked)
        elif len(numbers) > 1:
            question = self.tr("要删除选中的 {n} 条{noun}吗？").format(n=len(numbers), noun=self.listing.noun)
            then = partial(self._remove, numbers)
            confirm(self, self.tr("删除"), question, (), self.tr("删除 {} 条").format(len(numbers)), then, back=BACK)
        elif numbers:
            self._remove(numbers)

    def _remove(self, numbers: Sequence[int]) -> None:
        if changed := self.model.changed(numbers):
            self.reload()
            words = self.tr("选中的有 {} 条刚被别人改过或删去，现在显示的是新的内容。请看清楚再删")
            self.shell.tell(words.format(len(changed)))
        elif len(numbers) > MANY:
            self.shell.run(self.tr("删除"), lambda tick: self.store.remove(self.listing, numbers, tick), self._removed)
        else:
            self._removed(self.store.remove(self.listing, numbers))

    def export(self) -> None:
        """Export the rows, or the report of the view."""
        self.shell.export(report_named(self.view.report or self.listing.key), self.of, *self._days)

    def fetch(self, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows with these numbers."""
        with self.store.read() as session:
            return self.listing.fetch(session, numbers)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.search.set_table(self.table)
        self.table.may_leave = self._may_leave
        self.add_button.clicked.connect(step(self.add))
        self.remove_button.clicked.connect(step(lambda: self.remove(self.table.selected_ids())))
        self.bar.export_button.clicked.connect(step(self.export))
        add_key = QShortcut(QKeySequence(Qt.Key.Key_Insert), self, step(self.add_unless_blocked))
        add_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.remove_wanted.connect(self.remove)
        self.table.empty_action.connect(step(self.view.first_action[1] if self.view.first_action else self.add))
        self.table.current_changed.connect(self._show_current)
        self.table.menu_wanted.connect(lambda place: self.row_menu().popup(place))
        self.table.horizontalHeader().sectionResized.connect(self.keep_columns)
        self.table.message.connect(self.shell.tell)
        self.table.moved.connect(self._move)
        self.model.edited.connect(self._edit_cell)
        self.model.sort_wanted.connect(self._sort_by)
        if self.form:
            self.store.changed.connect(self.form.forget_choices)
            self.form.edited.connect(self._edit_current)
            tell_discarded(self, self.form, self.shell.tell)

    def _removed(self, label: str) -> None:
        self.shell.tell_done(self.tr("已{}").format(label))

    def _search(self, text: str) -> None:
        self._find = text
        self.reload()

    def _sort_by(self, field: Field | None, descending: bool) -> None:
        self._sort, self._descending = field, descending
        self.reload()

    def _created(self, number: int) -> None:
        self.reload()
        self.select(number)
        self._tell_also_registered()

    def _tell_also_registered(self) -> None:
        """Say which records an unknown name has added: a typing error is then seen now, not as a duplicate later."""
        if made := self.store.also_registered(self.listing):
            self.shell.tell_done(self.tr("没有登记过，已新登记：{}。写错了请撤销").format(made))

    def _edit_cell(self, number: int, field: Field, typed: str, shown: str) -> None:
        again = partial(self.table.open_again, number, field.key, typed)
        try:
            self.edit(number, field, typed, shown)
        except OvertakenError as error:
            self.reload()
            ask_whose(self, error, partial(self.edit, number, field, typed, error.now))
        except NewNameError as error:
            ask_new_name(
                self, error, partial(self.edit, number, field, typed, shown, (error.name,)), partial(again, str(error))
            )
        except UserError as error:
            again(str(error))
            raise

    def _may_leave(self) -> bool:
        """Whether all that is typed is stored, so that another row may be shown."""
        try:
            store_edits()
        except UserError as error:
            self.shell.tell(str(error))
            return False
        return True

    def _edit_current(self, field: Field, typed: str) -> None:
        assert self.form
        if (number := self.form.row_id) is not None:  # the current row may have changed already
            self.edit(number, field, typed)

    def _show_current(self, number: int | None) -> None:
        if self.form:
            rows = self.fetch([number]) if number is not None else []
            self.form.show_row(rows[0] if rows else None)
        self.remove_button.setEnabled(number is not None)
        self.current_changed.emit(number)

    def _move(self, number: int, place: int) -> None:
        """Store that a row goes before another place; only the whole list in its own order can be rearranged."""
        if self._find or self._sort or self.view.reorder is None:
            self.shell.tell(self.tr("先清空搜索、取消排序，再调整顺序"))
            return
        ids = list(self.model.ids)
        before = ids.index(number) < place
        ids.remove(number)
        ids.insert(place - before, number)
        with self.store.write(self.tr("调整{}的顺序").format(self.listing.title)) as session:
            self.view.reorder(session, ids)
        self.select(number)

    def row_menu(self) -> QMenu:
        """The menu of the current row."""
        menu = QMenu(self)
        number = self.current_id()
        if number is not None:
            menu.addAction(icon("copy"), self.tr("复制选中的行"), step(self.table.copy))
            menu.addAction(self.tr("复制这一格"), step(self.table.copy_cell))
            menu.addSeparator()
            for text, act in self.view.row_actions(number):
                menu.addAction(text, step(act))
            for action in self._offered:
                menu.addAction(self.tr(action.title), step(partial(named(action.act), self.shell, number)))
            menu.addAction(
                icon("history"),
                self.tr("这条记录的历史"),
                step(partial(self.shell.show_history, self.listing, number)),
            )
            menu.addAction(icon("remove"), self.tr("删除"), step(lambda: self.remove(self.table.selected_ids())))
        menu.addAction(icon("add"), self.tr("新增{}").format(self.listing.noun), step(self.add))
        return menu
