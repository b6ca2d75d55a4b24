"""Prints a PDF: the dialog for printer, pages and sides, and the drawing of the pages; the paper equals the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.core.kinds import typed_figures
from db.core.work import Tick
from desktop.shell.protocol import Shell
from exports.atomic import whole_file
from widgets.pdf_pages import POINTS, PdfPages

TO_FILE = "pdf"  # stands for a file among the printers
DPI = 400  # at most: at more, the picture of a page takes over 100 MB
DUPLEX = {
    "simplex": (QPrinter.DuplexMode.DuplexNone, "单面"),
    "long": (QPrinter.DuplexMode.DuplexLongSide, "双面，左右翻"),
    "short": (QPrinter.DuplexMode.DuplexShortSide, "双面，上下翻"),
}


def parse_pages(text: str, count: int) -> list[int]:
    """The numbers, from 0, of the pages meant by "1-3,5"; all for "". Raises UserError where there is no such page."""
    typed = typed_figures(text).replace("，", ",").replace("、", ",").replace("—", "-").replace("至", "-")
    if not typed:
        return list(range(count))
    found: list[int] = []
    for part in typed.split(","):
        span = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last <= count:
            raise UserError(f"页码“{text}”不对：共 {count} 页，请写成 1-3 或 1,3,5")
        found += [n - 1 for n in range(first, last + 1) if n - 1 not in found]
    return found


def draw(pages: PdfPages, numbers: list[int], printer: QPrinter, tick: Tick) -> None:
    """Draw pages on a printer in their own size; raises UserError where the printer doesn't take them."""
    printer.setFullPage(True)
    painter = QPainter()
    for done, number in enumerate(numbers):
        width, height = pages.sizes[number]
        _turn(printer, landscape=width > height)
        if done == 0 and not painter.begin(printer):
            raise UserError("打印机没有接受任务，请检查它是否开机、是否连好，再试一次")
        if done and not printer.newPage():
            raise UserError(f"打印到第 {done} 页时打印机停下了，请检查纸张和连接")
        dpi = printer.resolution()
        image = pages.image(number, min(DPI, dpi))
        painter.drawImage(QRectF(0, 0, width * dpi / POINTS, height * dpi / POINTS), image)
        tick(done + 1, len(numbers))
    painter.end()


def _turn(printer: QPrinter, *, landscape: bool) -> None:
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF()))
    printer.setFullPage(True)


class PrintDialog(QDialog):
    """Remembers printer and sides on this computer; calls `printed` once the pages are printed or in a file."""

    def __init__(
        self,
        shell: Shell,
        title: str,
        data: bytes,
        printed: Callable[[], None],
        parent: QWidget,
        *,
        one_sided: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print_dialog")
        self.setWindowTitle(self.tr("打印：{}").format(title))
        self._shell, self._title, self._pages, self._printed = shell, title, PdfPages(data), printed
        self._one_sided = one_sided
        self._lay_out()
        remembered = str(shell.settings.value("printer", QPrinterInfo.defaultPrinterName()))
        self.printer.setCurrentIndex(max(0, self.printer.findData(remembered)))
        sides = "simplex" if one_sided else str(shell.settings.value("duplex", "simplex"))
        self.sides.setCurrentIndex(max(0, self.sides.findData(sides)))
        self._show_printer()
        self.printer.currentIndexChanged.connect(self._show_printer)

    def _lay_out(self) -> None:
        self.printer, self.sides, self.copies = QComboBox(self), QComboBox(self), QSpinBox(self)
        for name in QPrinterInfo.availablePrinterNames():
            self.printer.addItem(name, name)
        self.printer.addItem(self.tr("存为 PDF 文件"), TO_FILE)
        for key, (_, words) in DUPLEX.items():
            self.sides.addItem(self.tr(words), key)
        self.copies.setRange(1, 99)
        self.range = QLineEdit(self)
        self.range.setPlaceholderText(self.tr("全部 {} 页；或写 1-3,5").format(len(self._pages)))
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setProperty("quiet", True)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        for key, words, widget in (
            ("printer", self.tr("打印机"), self.printer),
            ("range", self.tr("页码"), self.range),
            ("copies", self.tr("份数"), self.copies),
            ("sides", self.tr("单双面"), self.sides),
        ):
            widget.setObjectName(key)
            widget.setAccessibleName(words)
            form.addRow(words, widget)
        buttons = QDialogButtonBox(self)
        self.go = QPushButton(self)
        self.go.setProperty("primary", True)
        self.go.setObjectName("print")
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.resize(440, 120)

    def _show_printer(self) -> None:
        to_file = self.printer.currentData() == TO_FILE
        self.copies.setEnabled(not to_file)
        self.sides.setEnabled(not to_file and not self._one_sided)
        self.go.setText(self.tr("选择位置并保存……") if to_file else self.tr("打印"))
        none = self.printer.count() == 1
        self._say(self.tr("这台电脑没有装打印机，可以先存为 PDF，拿到别的电脑上打印。") if none else "")

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self.note.setProperty("error", wrong)
        self.note.style().polish(self.note)
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def reject(self) -> None:
        self._pages.close()
        super().reject()

    def accept(self) -> None:
        try:
            numbers = parse_pages(self.range.text(), len(self._pages))
        except UserError as error:
            self._say(str(error), wrong=True)
            self.range.setFocus()
            return
        if self.printer.currentData() == TO_FILE:
            self._save(numbers)
            return
        printer = QPrinter(QPrinterInfo.printerInfo(self.printer.currentData()), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        printer.setCopyCount(self.copies.value())
        printer.setDuplex(DUPLEX[self.sides.currentData()][0])
        self._shell.settings.setValue("printer", self.printer.currentData())
        if not self._one_sided:
            self._shell.settings.setValue("duplex", self.sides.currentData())
        super().accept()
        pages, shell, told = self._pages, self._shell, self.tr("已送到打印机：{} 页").format(len(numbers))
        printed = self._printed

        def done(_: object) -> None:
            pages.close()
            printed()
            shell.tell(told)

        self._shell.run(
            self.tr("正在打印"),
            lambda tick: draw(pages, numbers, printer, tick),
            done,
        )

    def _save(self, numbers: list[int]) -> None:
        """Write the pages themselves to a file, not pictures of them."""
        folder = Path(str(self._shell.settings.value("export_folder", Path.home())))
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("保存"), str(folder / f"{self._title}.pdf"), self.tr("PDF 文件 (*.pdf)")
        )
        if not chosen:
            return
        path = Path(chosen) if chosen.endswith(".pdf") else Path(chosen + ".pdf")
        with whole_file(path) as file:
            file.write(self._pages.extract(numbers))
        self._shell.settings.setValue("export_folder", str(path.parent))
        self._pages.close()
        super().accept()
        self._printed()
        self._shell.tell(self.tr("已写好 {}").format(path.name))
