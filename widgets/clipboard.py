"""Cells for the clipboard, in the forms that spreadsheets read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def cells_for_sheet(rows: Sequence[Sequence[str]]) -> QMimeData:
    """The cells as text, and as a table of texts, so that a spreadsheet neither rounds numbers nor computes “=1+1”."""
    data = QMimeData()
    data.setText(as_tsv(rows))
    body = "".join(f"<tr>{''.join(map(_as_text, row))}</tr>" for row in rows)
    data.setHtml(f'<meta charset="utf-8"><table>{body}</table>')
    return data


def _as_text(cell: str) -> str:
    return f"""<td style="mso-number-format:'\\@';white-space:pre-wrap">{escape(cell)}</td>"""


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[\t\n\r"]', cell) else cell
