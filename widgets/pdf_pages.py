"""The pages of a PDF as images, drawn by pdfium."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import Any

from PySide6.QtGui import QImage

from db.core.errors import UserError

POINTS = 72  # an inch
PDFIUM = Lock()  # pdfium knows no threads: whoever calls it holds this


class PdfPages:
    """An open PDF; `sizes` are width and height of each page in points. Raises UserError where it can't be read."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2  # imported when a page is shown or printed

        with PDFIUM:
            try:
                self._document: Any = pypdfium2.PdfDocument(data)
                self.sizes = [self._document.get_page_size(n) for n in range(len(self._document))]
            except pypdfium2.PdfiumError:
                raise UserError("这个 PDF 已损坏，无法显示；请重新生成") from None

    def __len__(self) -> int:
        return len(self.sizes)

    def image(self, number: int, dpi: float) -> QImage:
        """The image of one page, counted from 0, at a number of dots an inch."""
        with PDFIUM:
            page = self._document[number]
            bitmap = page.render(scale=dpi / POINTS, rev_byteorder=False, maybe_alpha=False, prefer_bgrx=True)
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
            page.close()
        return image

    def extract(self, numbers: Sequence[int]) -> bytes:
        """A PDF of these pages."""
        from pypdfium2 import PdfDocument

        with PDFIUM:
            made = PdfDocument.new()
            made.import_pages(self._document, list(numbers))
            file = BytesIO()
            made.save(file)
            made.close()
        return file.getvalue()

    def close(self) -> None:
        with PDFIUM:
            self._document.close()
