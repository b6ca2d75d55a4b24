"""The dialog of the first start: it asks which office this is, or opens the sample office."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db import sample
from db.core import settings
from db.core.errors import UserError
from db.office import listings as offices
from db.office.choices import OFFICE
from desktop.shell.dialogs import FilledDialog
from desktop.shell.protocol import Shell
from widgets.icons import icon


class FirstRun(FilledDialog):
    """Stores the office or fills in the sample office; whoever cancels it leaves the program."""

    office_stored = Signal(str)  # the office's name

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("first_run")
        self.setWindowTitle(self.tr("欢迎使用"))
        self._shell, self._parent = shell, parent
        self.name, self.level, self.code = QLineEdit(self), QComboBox(self), QLineEdit(self)
        self.above, self.clerk = QLineEdit(self), QLineEdit(self)  # made in the order of the Tab key
        self.error = QLabel(self)
        self.rejected.connect(lambda: self._parent.window().close())
        self._lay_out()

    def accept(self) -> None:
        """Store the office, or say below the fields what is wrong."""
        try:
            with self._shell.store.write(
                self.tr("设立本单位“{}”").format(self.name.text().strip()), kind="system"
            ) as session:
                office = offices.create_office(
                    session, self.name.text(), self.code.text(), self.level.currentText(), self.above.text().strip()
                )
                settings.put(session, OFFICE, str(office.id))
                if clerk := self.clerk.text().strip():
                    settings.put(session, settings.CLERK, clerk)
                name = office.name
        except UserError as error:
            self.error.setText(str(error))
            self.error.show()
            {"name": self.name, "code": self.code}.get(error.field, self.name).setFocus()
            return
        super().accept()
        self.office_stored.emit(name)

    def open_sample(self) -> None:
        """Fill in the sample office."""
        store = self._shell.store

        def done(_result: object) -> None:
            QDialog.accept(self)
            self.office_stored.emit(store.office())

        self._shell.run(self.tr("建立示例社区"), lambda tick: sample.fill(store.database, tick), done)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("欢迎使用邻里社工委工作台"), self)
        title.setProperty("title", True)
        at_home, away = self.tr("数据只保存在这台电脑上。"), self.tr("数据保存在数据库服务器上。")
        where = away if self._shell.database else at_home
        words = QLabel(self.tr("先填写本单位，以后都可以修改。") + where, self)
        words.setProperty("quiet", True)
        self.error.setObjectName("error")
        self.error.setProperty("error", True)
        self.error.setWordWrap(True)
        self.error.hide()
        form = self._form()
        buttons = self._buttons()
        line = QFrame(self)
        line.setObjectName("line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(14)
        layout.addWidget(title)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(self.error)
        layout.addWidget(line)
        layout.addLayout(buttons)
        self.setFixedWidth(520)

    def _form(self) -> QFormLayout:
        self.level.addItems(list(offices.LEVELS))
        self.level.setCurrentText("社区")
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        login = self.tr("记在您做的每一步上；不填就记作“{}”").format(settings.login())
        for widget, key, title, hint in (
            (self.name, "name", self.tr("单位名称"), self.tr("如 畅家巷社区")),
            (self.level, "level", self.tr("级别"), ""),
            (self.code, "code", self.tr("区划代码"), self.tr("社区 12 位，街道 9 位，区 6 位")),
            (self.above, "above", self.tr("上级单位"), self.tr("如 酒泉路街道，可不填")),
            (self.clerk, "clerk", settings.CLERK.title, login),
        ):
            widget.setObjectName(key)
            widget.setAccessibleName(title)
            widget.setPlaceholderText(hint)
            form.addRow(title, widget)
        return form

    def _buttons(self) -> QHBoxLayout:
        begin = QPushButton(self.tr("开始使用"), self)
        begin.setObjectName("begin")
        begin.setProperty("primary", True)
        begin.setDefault(True)
        begin.clicked.connect(self.accept)
        look = QPushButton(icon("home"), self.tr("先看示例社区"), self)
        look.setObjectName("sample")
        look.setAutoDefault(False)
        look.clicked.connect(self.open_sample)
        row = QHBoxLayout()
        row.addWidget(look)
        row.addStretch(1)
        row.addWidget(begin)
        return row
