"""A service certificate on the pages of an official document (GB/T 9704-2012), with its table of services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.certificates.issuing import Served, Snapshot
from db.certificates.models import Certificate
from db.core.chinese import chinese_day
from db.core.kinds import clock, duration
from exports.certificates import TITLE
from exports.paper.parts import Columns, Document, Labelled, Number, Paragraph, Part, Signed, Signing, Table, Title

COLUMNS: Columns = (
    ("序号", 11, "center"),
    ("日期", 22, "center"),
    ("活动", 44, "left"),
    ("服务内容", 32, "left"),
    ("起止时间", 24, "center"),
    ("时长", 23, "center"),
)  # mm, together 156
SIDE_BY_SIDE = 5  # characters of a name beside which another one leaves room to sign


def document(certificate: Certificate, words: str = "") -> Document:
    """The certificate; words such as 补打 and the day stand above the text of each page."""
    snapshot = Snapshot.from_text(certificate.snapshot)
    return Document(TITLE, tuple(_parts(certificate, snapshot)), above=words, form=True)


def _parts(certificate: Certificate, snapshot: Snapshot) -> Iterator[Part]:
    rows = tuple(_cells(n, row) for n, row in enumerate(snapshot.rows, start=1))
    total = (f"合计 {len(rows)} 次", "", "", "", duration(certificate.minutes), None)
    purpose = f"，用于{certificate.purpose}" if certificate.purpose else ""
    closing = f"本证明依据本单位记录出具{purpose}，可凭编号向本单位核实。"
    yield Title(TITLE)
    yield Number(f"编号：{certificate.number}", right=True)
    yield Paragraph(_statement(certificate, snapshot))
    yield Table(COLUMNS, rows, total, f"{snapshot.name}　{certificate.number}　续表")
    yield Paragraph(f"{closing}\n特此证明。")
    yield from _signatories(certificate)
    yield Labelled("联系电话", certificate.contact)
    yield Signed(certificate.issuer, chinese_day(certificate.issued_on))


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


def _signatories(certificate: Certificate) -> Iterator[Part]:
    """The head and the clerk, each with a line to sign on by hand (民发〔2015〕149号).

    They stand side by side where both names leave room to sign.
    """
    lines = ((f"负责人：{certificate.head}", ""), (f"经办人：{certificate.clerk}", ""))
    if max(len(certificate.head), len(certificate.clerk)) <= SIDE_BY_SIDE:
        yield Signing(lines)
    else:
        yield from (Signing((line,)) for line in lines)
