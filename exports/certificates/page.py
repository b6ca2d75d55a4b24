"""A service certificate on the pages of an official document (GB/T 9704-2012), with its table of services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from db.certificates.issuing import Served, Snapshot
from db.certificates.models import Certificate
from db.core.chinese import chinese_day
from db.core.kinds import clock, duration
from db.core.work import Tick
from exports.certificates import TITLE
from exports.paper import grid
from exports.paper.gongwen import lay
from exports.paper.gongwen_rows import INDENT, PageRow, line, paragraph, set_part, set_parts
from exports.paper.grid import CELL, CELLS, Pen
from exports.paper.parts import Paragraph, Signed, Signing, Title
from exports.paper.table_document import signing
from exports.paper.table_rows import TableColumn, set_table, total_row

COLUMNS = (
    TableColumn("序号", 11),
    TableColumn("日期", 22),
    TableColumn("活动", 46, long=True),
    TableColumn("服务内容", 32, long=True),
    TableColumn("起止时间", 24),
    TableColumn("时长", 21),
)  # mm, together 156
BLANK = PageRow(lambda pen, top: None, keep=True)
SPACE = PageRow(lambda pen, top: None, 0.4, keep=True, loose=True)  # at least this much below the table
TO_SIGN = 4  # cells that stay at least to sign in, after a name


@dataclass(frozen=True)
class Paper:
    """A certificate to be printed; `mark`, such as 补打 and the day, is printed above the text of each page."""

    certificate: Certificate
    mark: str = ""

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_text(self.certificate.snapshot)


def draw(file: BinaryIO, papers: Sequence[Paper], tick: Tick) -> None:
    """Write certificates, each on new pages numbered from 1. Ticks once a certificate."""
    identity = ascii([(paper.certificate.number, paper.certificate.snapshot, paper.mark) for paper in papers])
    pen = Pen(file, TITLE, identity)
    for done, paper in enumerate(papers, start=1):
        lay(pen, _rows(paper.certificate, paper.snapshot), form=True, words=paper.mark)
        tick(done, len(papers))
    pen.save()


def _rows(certificate: Certificate, snapshot: Snapshot) -> list[PageRow]:
    number = grid.signs(f"编号：{certificate.number}", "body")
    above = f"{snapshot.name}　{certificate.number}　续表"
    table = set_table(COLUMNS, [_cells(n, row) for n, row in enumerate(snapshot.rows, start=1)], above)
    end = total_row(COLUMNS, f"合计 {len(snapshot.rows)} 次", duration(certificate.minutes), table[-1].head)
    closing = "本证明依据本单位记录出具" + (f"，用于{certificate.purpose}。" if certificate.purpose else "。")
    return [
        *set_part(Title(TITLE)),
        BLANK,
        *(line(grid.ranged_right(cut, CELL), keep=True) for cut in grid.break_lines(number, CELLS - 2, CELLS - 2)),
        *set_parts((Paragraph(_statement(certificate, snapshot)),)),
        *table[:-1],
        replace(table[-1], keep=True),  # the signatures don't stand alone on the last page
        end,
        SPACE,
        *_with_next(set_parts((Paragraph(f"{closing}\n特此证明。"),))),
        *_with_next(_signatories(certificate)),
        *set_parts((Signed(certificate.issuer, chinese_day(certificate.issued_on)),)),
    ]


def _statement(certificate: Certificate, snapshot: Snapshot) -> str:
    number = f"，志愿者编号{snapshot.volunteer_number}" if snapshot.volunteer_number else ""
    return (
        f"兹证明{snapshot.name}（{snapshot.id_type}号码{snapshot.id_number}{number}）"
        f"{_period(certificate.first, certificate.last, certificate.issued_on)}参加本单位组织的志愿服务"
        f"{len(snapshot.rows)}次，服务时长共计{duration(certificate.minutes)}，情况如下。"
    )


def _period(first: date | None, last: date | None, issued_on: date) -> str:
    end = last or issued_on
    if first is None:
        return f"截至{chinese_day(end)}"
    return f"于{chinese_day(first)}" + (f"至{chinese_day(end)}" if end != first else "")


def _cells(number: int, row: Served) -> tuple[str, ...]:
    activity = row.activity + (f"（{row.team}）" if row.team else "")
    times = f"{clock(row.arrived)}–{clock(row.left)}"
    return str(number), row.day, activity, row.content, times, duration(row.minutes)


def _signatories(certificate: Certificate) -> list[PageRow]:
    """The head and the clerk, each with a line to sign on by hand (民发〔2015〕149号), then the telephone.

    They stand side by side where both names leave room to sign.
    """
    texts = (f"负责人：{certificate.head}", f"经办人：{certificate.clerk}")
    longest = max(grid.width(grid.signs(text, "hei")) for text in texts)
    rows = [texts] if longest <= (CELLS - INDENT) / 2 - TO_SIGN else [(text,) for text in texts]
    lines = [signing(Signing(tuple((text, "") for text in row))) for row in rows]
    return [*lines, *paragraph(grid.signs("联系电话：", "hei") + grid.signs(certificate.contact, "body"))]


def _with_next(rows: Sequence[PageRow]) -> list[PageRow]:
    return [replace(row, keep=True) for row in rows]
