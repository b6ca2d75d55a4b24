"""Cells for the clipboard, as sheet programs take them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def cells_for_sheet(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Text for any program, and a table marked as text, so that a sheet neither rounds ID numbers nor computes “=1+1”."""
    data = QMimeData()
    data.setText(as_tsv(rows))
    style = "mso-number-format:'\\@';white-space:pre-wrap"
    body = "".join(f"<tr>{''.join(f'<td style="{style}">{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    data.setHtml(f'<meta charset="utf-8"><table>{body}</table>')
    return data


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[\t\n\r"]', cell) else cell
