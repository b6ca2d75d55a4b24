"""Asks for whom a report is, and which file it goes into."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.core.masking import Audience
from desktop.shell.column_chooser import ColumnChooser
from desktop.shell.protocol import Shell
from desktop.shell.report_actions import save
from desktop.shell.steps import step
from exports.reports import Report, Request

SORTS = {".pdf": "PDF 文件", ".xlsx": "Excel 工作簿", ".docx": "Word 文档", ".txt": "文字"}
EXPLAINED = {
    Audience.INTERNAL: "内部版　内容完整，只供本单位留存",
    Audience.REPORT: "上报版　按街道和区里的表格要求",
    Audience.PUBLIC: "公开版　姓名、电话打码，不含证件、住址和困难情况",
}


class ExportDialog(QDialog):
    """Asks for the audience, then for the file, then writes the report."""

    def __init__(
        self,
        shell: Shell,
        report: Report,
        of: int | None,
        first: date | None,
        last: date | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("导出：{}").format(report.title))
        self._shell, self._parent, self._report, self._of = shell, parent, report, of
        self._days = first, last
        self.audiences = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        layout.addWidget(self._heading(self.tr("这份文件给谁看？")))
        for place, audience in enumerate(report.audiences):
            button = QRadioButton(self.tr(EXPLAINED[audience]), self)
            button.setObjectName(audience.value)
            button.setChecked(place == 0)
            self.audiences.addButton(button, place)
            layout.addWidget(button)
        self.word = self._ask_sort(layout) if report.word else None
        self._columns: tuple[str, ...] = ()
        if report.columns:
            layout.addSpacing(6)
            layout.addWidget(self._heading(self.tr("要哪些列？")))
            self.choose = QPushButton(self.tr("全部列……"), self)
            self.choose.setObjectName("choose_columns")
            self.choose.clicked.connect(step(self._choose_columns))
            layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        buttons = QDialogButtonBox(self)
        save = QPushButton(self.tr("选择位置并保存……"), self)
        save.setProperty("primary", True)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addSpacing(6)
        layout.addWidget(buttons)

    def _heading(self, words: str) -> QLabel:
        heading = QLabel(words, self)
        heading.setProperty("heading", True)
        return heading

    def _ask_sort(self, layout: QVBoxLayout) -> QRadioButton:
        """Ask for PDF or Word; return the button that chooses Word."""
        pdf, word = QRadioButton(self.tr("PDF　打印、存档"), self), QRadioButton(self.tr("Word　还要修改"), self)
        word.setObjectName("word")
        pdf.setChecked(True)
        self.sorts = QButtonGroup(self)
        layout.addSpacing(6)
        layout.addWidget(self._heading(self.tr("存成什么文件？")))
        for button in (pdf, word):
            self.sorts.addButton(button)
            layout.addWidget(button)
        return word

    def request(self) -> Request:
        """What is asked for; columns that this audience doesn't see are left out.

        Raises UserError where none is left of those that were chosen.
        """
        audience = self._report.audiences[self.audiences.checkedId()]
        shown = {key for key, _title in self._report.columns(audience)} if self._report.columns else ()
        columns = tuple(key for key in self._columns if key in shown)
        if self._columns and not columns:
            raise UserError(self.tr("选好的列都不能给这些人看，请重新选列"))
        return Request(self._of, audience, *self._days, columns=columns)

    def _choose_columns(self) -> None:
        assert self._report.columns
        columns = self._report.columns(self._report.audiences[self.audiences.checkedId()])
        ColumnChooser(self._shell, self._report.key, columns, self._columns, self._take_columns, self).open()

    def _take_columns(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self.choose.setText(self.tr("已选 {} 列……").format(len(columns)))

    def accept(self) -> None:
        request = self.request()
        report = (self.word and self.word.isChecked() and self._report.word) or self._report
        with self._shell.store.read() as session:
            name = report.name(session, request)
        folder = Path(str(self._shell.settings.value("export_folder", Path.home())))
        suffix = report.suffix
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("保存"), str(folder / f"{name}{suffix}"), f"{SORTS.get(suffix, '')} (*{suffix})"
        )
        if not chosen:
            return
        path = Path(chosen) if chosen.endswith(suffix) else Path(chosen + suffix)
        self._shell.settings.setValue("export_folder", str(path.parent))
        super().accept()
        save(self._shell, report, request, path, self._parent)
