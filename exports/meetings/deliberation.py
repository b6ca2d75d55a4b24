"""The published result of a deliberation, for the notice board; it names groups, never persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience
from db.meetings.deliberations import PARTIES, deliberation_tasks, matter_of
from db.meetings.models import Deliberation, Task
from db.office.models import Office
from db.people.models import Organisation
from exports.atomic import file_name
from exports.paper.objections import objections
from exports.paper.parts import Document, Heading, Paragraph, Part, Title
from exports.paper.writers import paper
from exports.reports import Request


def _document(session: Session, request: Request) -> Document:
    matter = matter_of(session, request.of)
    title = f"关于{matter.topic}的协商结果公示"
    return Document(title, (Title(title), *_body(session, matter)))


def _body(session: Session, matter: Deliberation) -> Iterator[Part]:
    if not matter.opinion:
        raise UserError(f"“{matter.topic}”还没有协商意见，请先写协商意见，再印公示")
    groups = dict.fromkeys(PARTIES.value(row, "group") for row in session.execute(PARTIES.of(matter.id).rows()))
    who = f"{'、'.join(groups)}等各方" if groups else "有关各方"
    yield Paragraph(f"就{matter.topic}，{who}进行了协商，现将结果公示如下：")
    yield Heading(1, "协商意见", number=1)
    yield Paragraph(matter.opinion)
    tasks = deliberation_tasks(session, matter)
    if tasks:
        yield Heading(1, "落实安排", number=2)
        yield from (Paragraph(f"{n}.{_task(session, task)}") for n, task in enumerate(tasks, start=1))
    yield Paragraph("欢迎居民监督落实，并对结果作出评价。")
    office, day = session.get_one(Office, matter.office_id), matter.published_on or date.today()
    yield from objections(session, office, day, 3 if tasks else 2)


def _task(session: Session, task: Task) -> str:
    """The task, the unit that does it, and its day; no person is named in public."""
    unit = session.get(Organisation, task.organisation_id) if task.organisation_id else None
    frame = [f"由{unit.name}负责" if unit else "", f"{chinese_day(task.due)}前完成" if task.due else ""]
    return "，".join(filter(None, (task.what.rstrip("。"), *frame))) + "。"


def _name(session: Session, request: Request) -> str:
    title = request.door.text(f"{matter_of(session, request.of).topic}协商结果公示")
    return file_name(title, f"{date.today():%Y%m%d}")


FOR_ALL = (Audience.PUBLIC,)
RESULT, RESULT_DOCX = paper("deliberation_result", "协商结果公示", _document, _name, audiences=FOR_ALL, hangs=True)
REPORTS = (RESULT, RESULT_DOCX)
