"""The call-out list: the volunteers with a skill who are free on a day, in the order in which to call them."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.core.kinds import WEEK, parse_day
from db.volunteers.callout import LICENCE_FIELDS, callout, needed, skills
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from widgets.day_editor import DayEditor
from widgets.many_editor import QuietCombo

VIEW = ListView(
    callout(None, date.today()),
    widths={"licence": 152, "available": 236, "remark": 116},
    form=False,
    wide=True,
    read_only="名单由志愿者的技能、可服务时间和服务记录算出",
)


class CalloutPage(RefreshingPage):
    """Nothing is typed but the skill and the day; `select` takes them from a shift."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("callout")
        self.on = date.today()
        self.list = ListPage(shell, VIEW, self)
        self._lay_out()
        self.skill.currentIndexChanged.connect(step(self.load))
        self.day.committed.connect(self._set_day)

    def _lay_out(self) -> None:
        self.skill = QuietCombo(self)
        self.skill.setObjectName("skill")
        self.skill.setAccessibleName(self.tr("技能"))
        self.skill.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.day = DayEditor(self)
        self.day.setObjectName("day")
        self.day.setAccessibleName(self.tr("哪一天"))
        self.day.setFixedWidth(140)
        self.day.set_text(self.on.isoformat())
        self.weekday = QLabel(self)
        hint = QLabel(self.tr("按网格，近期服务少的在前；时间未填的在后，证书过期的排在最后"), self)
        hint.setProperty("quiet", True)
        row = QHBoxLayout()
        for widget in (QLabel(self.tr("技能"), self), self.skill, QLabel(self.tr("哪一天"), self), self.day):
            row.addWidget(widget)
        row.addWidget(self.weekday)
        row.addWidget(hint)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)

    def select(self, number: int) -> None:
        """Show the list for a shift: its day, and the skill that it needs."""
        with self.store.read() as session:
            skill, self.on = needed(session, number)
        self.day.set_text(self.on.isoformat())
        self._offer(skill)
        self.reload()

    def load(self) -> None:
        self._offer(self.skill.currentData())
        skill = self.skill.currentData()
        self.weekday.setText(self.tr("星期{}").format(WEEK[self.on.weekday()]))
        self.list.show_fields(LICENCE_FIELDS, skill is not None)
        self.list.show_rows(callout(skill, self.on), of=skill, days=(self.on, None))

    def _offer(self, chosen: int | None) -> None:
        """Offer the skills, with one of them chosen; None chooses any skill."""
        with self.store.read() as session:
            known = skills(session)
        self.skill.blockSignals(True)
        self.skill.clear()
        self.skill.addItem(self.tr("不限"), None)
        for number, name in known:
            self.skill.addItem(name, number)
        self.skill.setCurrentIndex(max(0, self.skill.findData(chosen)) if chosen is not None else 0)
        self.skill.blockSignals(False)

    def _set_day(self) -> None:
        """Show the list for the typed day; raises UserError where it isn't a day."""
        text = self.day.value_text().strip()
        self.on = parse_day(text) if text else date.today()
        self.load()
