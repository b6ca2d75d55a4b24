"""The dialog that issues service certificates: it asks for the people and the period, and shows the hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.certificates.issuing import (
    FORM_FIELDS,
    Common,
    candidates,
    issue,
    issuing_offices,
    serving,
    sift,
    teams_of,
    usual,
)
from db.certificates.listings import numbers
from db.certificates.models import REVERSED
from db.core.errors import UserError
from db.core.kinds import parse_day
from db.core.work import Tick
from db.office.models import Office
from db.people.models import Person
from desktop.certificates.candidates import CandidateList
from desktop.shell.dialogs import FilledDialog, confirm
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from exports.certificates import TITLE
from exports.certificates.report import certificates_report, issue_into, unprintable
from widgets.day_editor import DayEditor
from widgets.record_form import RecordForm
from widgets.task import Result

FORM_HEIGHT = 206


class IssueDialog(FilledDialog):
    """Issues certificates for one person, several, or a team; `persons` are selected when it opens."""

    issued = Signal(list)  # the ids of the certificates

    def __init__(self, shell: Shell, persons: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("issue_dialog")
        self.setWindowTitle(self.tr("出具志愿服务证明"))
        self.shell, self.store, self.persons = shell, shell.store, tuple(persons)
        self.office, self.team = QComboBox(self), QComboBox(self)
        self.first, self.last = self._day("first", self.tr("服务起")), self._day("last", self.tr("服务止"))
        self.list = CandidateList(shell, self)
        self.form = RecordForm(FORM_FIELDS, self.store.choices, self)
        self.summary, self.error = QLabel(self), QLabel(self)
        self.go = QPushButton(self.tr("出具"), self)
        self.go_file = QPushButton(self.tr("出具并存为 PDF……"), self)
        self._proposed = ""
        self._lay_out()
        self._fill()
        self._connect()
        self._show_office()
        self.resize(1060, 680)

    def common(self) -> Common:
        """The values that all certificates share; raises UserError naming the field that doesn't fit."""
        for box in self.form.boxes.values():
            assert box.editor
            box.editor.normalise()
        values = {f.key: f.parse(self.form.boxes[f.key].text()) for f in FORM_FIELDS}
        first, last = (
            parse_day(text) if (text := day.value_text().strip()) else None for day in (self.first, self.last)
        )
        values["number"] = values["number"] or ""
        return Common(self.office.currentData(), first=first, last=last, **values)

    def _day(self, name: str, title: str) -> DayEditor:
        editor = DayEditor(self)
        editor.setObjectName(name)
        editor.setAccessibleName(title)
        editor.setFixedWidth(140)
        return editor

    def _scope(self) -> QHBoxLayout:
        """The fields for the office, the team and the period."""
        top = QHBoxLayout()
        top.setSpacing(8)
        for words, widget, name in (
            (self.tr("主办"), self.office, "office"),
            (self.tr("队伍"), self.team, "team"),
            (self.tr("服务时间"), self.first, "first"),
            (self.tr("至"), self.last, "last"),
        ):
            label = QLabel(words, self)
            label.setBuddy(widget)
            widget.setObjectName(name)
            top.addWidget(label)
            top.addWidget(widget)
        hint = QLabel(self.tr("不填就是全部，到出具日期为止"), self)
        hint.setProperty("quiet", True)
        top.addWidget(hint)
        top.addStretch(1)
        return top

    def _lay_out(self) -> None:
        self.form.setFixedHeight(FORM_HEIGHT)
        self.summary.setObjectName("summary")
        self.error.setObjectName("error")
        self.error.setProperty("error", True)
        self.error.setWordWrap(True)
        self.error.hide()
        buttons = QDialogButtonBox(self)
        self.go.setObjectName("go")
        self.go.setProperty("primary", True)
        self.go_file.setObjectName("go_file")
        self.go_file.setAutoDefault(False)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.go_file, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.summary, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self._scope())
        layout.addWidget(self.list, 1)
        layout.addWidget(self.form)
        layout.addWidget(self.error)
        layout.addLayout(foot)

    def _fill(self) -> None:
        with self.store.read() as session:
            offices = issuing_offices(session)
        for number, name in offices:
            self.office.addItem(name, number)
        self.office.setEnabled(len(offices) > 1)

    def _connect(self) -> None:
        self.office.currentIndexChanged.connect(self._show_office)
        self.team.currentIndexChanged.connect(self._show_people)
        for day in (self.first, self.last):
            day.committed.connect(self._show_people)
        editor = self.form.boxes["issued_on"].editor
        assert editor
        editor.committed.connect(self._show_people)
        self.list.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self.list.current_changed.connect(self._show_chosen)
        self.go.clicked.connect(step(lambda: self._begin(self._issue)))
        self.go_file.clicked.connect(step(lambda: self._begin(self._issue_into_file)))

    def _show_office(self) -> None:
        """Offer the teams of the office, and fill in what the settings say of its certificates."""
        with self.store.read() as session:
            office = session.get_one(Office, self.office.currentData())
            teams, common = teams_of(session, office.id), usual(session, office, date.today())
        told = {key: getattr(common, key) for key in ("issuer", "head", "clerk", "contact")}
        self.form.blank(told | {"issued_on": common.issued_on.isoformat()})
        self.team.blockSignals(True)
        self.team.clear()
        self.team.addItem(self.tr("选中的 {} 人").format(len(self.persons)) if self.persons else self.tr("不限"), None)
        for number, name in teams:
            self.team.addItem(name, number)
        self.team.blockSignals(False)
        self._show_people()

    def _show_people(self, *_: object) -> None:
        """List the people with hours in the period; those of a team or in `persons` are selected at once."""
        self._say(None)
        try:
            common = replace(self.common(), number="")
            if common.first and common.last and common.last < common.first:
                raise UserError(REVERSED)
        except UserError as error:
            self._say(error)
            return
        with self.store.read() as session:
            free = next(numbers(session, common.office_id, common.issued_on))
        box = self.form.boxes["number"]
        if box.text() in ("", self._proposed):  # unless the clerk typed another
            box.set_text(free)
        self._proposed = free
        everybody, team = candidates(common.office_id, *common.period), self.team.currentData()
        named = team is None and bool(self.persons)
        people = everybody.filtered(Person.id.in_(self.persons)) if named else serving(everybody, common, team)
        self.list.show_people(people, chosen=named or team is not None)
        self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        words, count = self.list.summary()
        self.summary.setText(words)
        for button in (self.go, self.go_file):
            button.setEnabled(bool(self.list.table.selected_ids()))
        self.go.setText(self.tr("出具 {} 份").format(count) if count > 1 else self.tr("出具"))

    def _say(self, error: Exception | None) -> None:
        """Show an error at its field, or below all fields; None removes it."""
        self.setEnabled(True)
        if error is None:
            self.form.clear_errors()
        elif not isinstance(error, UserError):
            raise error
        elif self.form.set_error(error.field, str(error)):
            error = None
        self.error.setText(str(error or ""))
        self.error.setVisible(error is not None)

    def _begin(self, then: Callable[[Sequence[int], Common], None]) -> None:
        """Go on with those who can get a certificate, once the clerk has seen who can't and why."""
        self._say(None)
        try:
            common = self.common()
            with self.store.read() as session:
                ready, refused = sift(session, self.list.table.selected_ids(), common)
            if not ready:
                raise UserError(refused[0] if len(refused) == 1 else self._nobody(refused))
        except UserError as error:
            self._say(error)
            return
        if not refused:
            then(ready, common)
            return
        words = self.tr("{no} 人不能出具。其余 {yes} 人的照样出具吗？").format(no=len(refused), yes=len(ready))
        go_on = self.tr("出具其余 {} 份").format(len(ready))
        confirm(self, self.tr("有人不能出具"), words, refused, go_on, partial(then, ready, common))

    def _nobody(self, refused: Sequence[str]) -> str:
        return self.tr("选中的 {n} 人都不能出具，如{first}").format(n=len(refused), first=refused[0])

    def _label(self, persons: Sequence[int]) -> str:
        if len(persons) > 1:
            return self.tr("出具 {} 份服务证明").format(len(persons))
        with self.store.read() as session:
            return self.tr("出具服务证明“{}”").format(session.get_one(Person, persons[0]).name)

    def _issue(self, persons: Sequence[int], common: Common) -> None:
        label = self._label(persons)

        def work(tick: Tick) -> list[int]:
            with self.store.write(label) as session:
                return [one.id for one in issue(session, persons, common, tick)]

        def done(ids: list[int]) -> None:
            self._done(ids)
            self.shell.tell(
                self.tr("已{}").format(label), self.tr("打印"), lambda: self.shell.print(certificates_report(ids), None)
            )

        self._run(label, work, done)

    def _issue_into_file(self, persons: Sequence[int], common: Common) -> None:
        """Warn of characters that no font has, then ask for the file and write the certificates into it."""

        def check(_tick: Tick) -> Sequence[str]:
            with self.store.read() as session:
                return unprintable(session, persons, common)

        def go_on() -> None:
            self._ask_file(persons, common)

        def done(found: Sequence[str]) -> None:
            self.setEnabled(True)
            if found:
                words = self.tr("这些字没有字体能显示，会印成“〓”：")
                confirm(self, self.tr("有字印不出来"), words, found, self.tr("照样输出"), go_on)
            else:
                go_on()

        self._run(self.tr("正在检查"), check, done)

    def _ask_file(self, persons: Sequence[int], common: Common) -> None:
        folder = Path(str(self.shell.settings.value("export_folder", Path.home())))
        name = folder / f"{TITLE}{len(persons)}份{date.today():%Y%m%d}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("保存"), str(name), self.tr("PDF 文件 (*.pdf)"))
        if not chosen:
            return
        path = Path(chosen) if chosen.endswith(".pdf") else Path(chosen + ".pdf")
        self.shell.settings.setValue("export_folder", str(path.parent))
        label = self._label(persons)

        def done(ids: list[int]) -> None:
            self._done(ids)
            show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
            words = self.tr("已{label}，写在 {file}").format(label=label, file=path.name)
            self.shell.tell(words, self.tr("打开"), show)

        self._run(label, lambda tick: issue_into(self.store.database, label, persons, common, path, tick), done)

    def _run(self, title: str, work: Callable[[Tick], Result], done: Callable[[Result], None]) -> None:
        """Do work while the dialog is disabled; after an error or a cancel it is as it was."""
        self.setEnabled(False)
        self.shell.run(title, work, done, failed=self._say, cancelled=lambda: self.setEnabled(True))

    def _done(self, ids: list[int]) -> None:
        self.setEnabled(True)
        self.accept()
        self.issued.emit(ids)
