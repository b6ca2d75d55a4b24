"""The appeal (招募公告) for members of a volunteer team, on the official page and in Word.

It must state the risks: 志愿服务条例 (State Council decree 685), art. 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, with_stop
from db.core.errors import UserError
from db.office.listings import public_signer
from db.office.models import Office
from db.teams.listings import TEAMS, team_of
from db.teams.models import Team
from exports import atomic
from exports.paper.parts import Document, Heading, Paragraph, Part, Signed, Title
from exports.paper.writers import paper
from exports.reports import Request


def document(session: Session, team: Team, day: date) -> Document:
    """The appeal, dated `day`. Raises UserError where the risks or the way to sign up are missing."""
    if not team.risks:
        raise UserError("招募公告必须说明服务中可能发生的风险（志愿服务条例第十二条），请先填“服务风险”", "risks")
    if not team.inquiry:
        raise UserError("请先填“报名与咨询”，居民才知道到哪里报名", "inquiry")
    title = f"{team.name}招募公告"
    office = public_signer(session, session.get_one(Office, team.office_id))
    return Document(title, (Title(title), *_body(session, team), Signed(office, chinese_day(day))))


def _body(session: Session, team: Team) -> Iterator[Part]:
    row = TEAMS.one(session, team.id)
    services, sponsors = TEAMS.value(row, "service"), TEAMS.value(row, "sponsor")
    office = session.get_one(Office, team.office_id).name
    with_whom = f"与{sponsors}共同" if sponsors else ""
    wanted = f"{team.wanted}名" if team.wanted else ""
    yield Paragraph(f"{office}{with_whom}组建{team.name}，现公开招募志愿者{wanted}，有关事项公告如下：")
    number = 0
    for heading, text in (
        ("服务内容", "，".join(filter(None, (services, team.area and f"服务范围：{team.area}")))),
        ("招募条件", team.requirements),
        ("可能发生的风险", team.risks),
        ("报名办法", team.inquiry),
        ("报名截止", team.apply_until and chinese_day(team.apply_until)),
    ):
        lines = [line for line in (text or "").splitlines() if line.strip()]
        if not lines:
            continue
        number += 1
        if len(lines) == 1:
            yield Heading(1, f"{heading}：", with_stop(lines[0]), number)
        else:
            yield Heading(1, heading, number=number)
            yield from (Paragraph(with_stop(line)) for line in lines)
    yield Paragraph("志愿服务自愿、无偿。报名的人由社区审核，结果另行公布。")


def _appeal(session: Session, request: Request) -> Document:
    team = team_of(session, request.of)
    return document(session, team, team.called_on or date.today())


def _name(session: Session, request: Request) -> str:
    return atomic.file_name(request.door.text(f"{team_of(session, request.of).name}招募公告"), f"{date.today():%Y%m%d}")


APPEAL, APPEAL_DOCX = paper("appeal", "志愿者招募公告", _appeal, _name, hangs=True)
REPORTS = (APPEAL, APPEAL_DOCX)
