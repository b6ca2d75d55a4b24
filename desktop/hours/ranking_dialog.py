"""Asks for the name of a ranking of hours, and publishes it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from db.core.chinese import chinese_day
from db.hours.rankings import publish_ranking
from desktop.shell.dialogs import FilledDialog
from desktop.shell.protocol import Shell


class RankingDialog(FilledDialog):
    """Publishes the ranking of a period; a published ranking doesn't change any more."""

    def __init__(self, shell: Shell, ranked: str, first: date, last: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ranking_dialog")
        self.setWindowTitle(self.tr("公布排行"))
        self._shell, self._what = shell, (ranked, first, last)
        self.name = QLineEdit(self.tr("志愿服务{}时长排行").format(ranked), self)
        self.name.setObjectName("ranking_title")
        self.most = QSpinBox(self)
        self.most.setObjectName("most")
        self.most.setRange(1, 1000)
        self.most.setValue(50)
        self.most.setSuffix(self.tr(" 名"))
        period = QLabel(f"{chinese_day(first)} — {chinese_day(last)}", self)
        hint = QLabel(self.tr("公布以后名次和时长就固定下来，以后改了服务记录也不变。"), self)
        hint.setProperty("quiet", True)
        form = QFormLayout(self)
        form.setContentsMargins(24, 20, 24, 18)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("名称"), self.name)
        form.addRow(self.tr("时段"), period)
        form.addRow(self.tr("取前"), self.most)
        form.addRow(hint)
        buttons = QDialogButtonBox(self)
        go = QPushButton(self.tr("公布"), self)
        go.setProperty("primary", True)
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(460)

    def accept(self) -> None:
        ranked, first, last = self._what
        title = self.name.text()
        with self._shell.store.write(self.tr("公布排行“{}”").format(title)) as session:
            number = publish_ranking(session, title, ranked, first, last, date.today(), self.most.value()).id
        super().accept()
        self._shell.go("rankings", number)
