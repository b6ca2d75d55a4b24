"""Late entries and changes of confirmed hours, requested with a reason and decided by a second person."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.activities.amendment_models import APPROVED, REFUSED, WAITING, Amendment
from db.activities.models import CAME, PRESENT, Activity, Service, Shift
from db.core.errors import UserError
from db.core.fields import Listing, of
from db.people.listings import person_link
from db.people.models import Person

AMENDMENTS = Listing(
    key="amendments",
    title="补录与更正",
    model=Amendment,
    fields=(
        of(Amendment.state, set=None, required=False),
        of(Shift.held_on, set=None, required=False),
        of(Activity.title, key="activity", set=None, required=False),
        person_link(Service.person_id, set=None, required=False),
        of(Amendment.old_arrived, set=None),
        of(Amendment.old_left, set=None),
        of(Amendment.old_void, set=None),
        of(Amendment.arrived),
        of(Amendment.left),
        of(Amendment.reason),
        of(Amendment.asked_by),
        of(Amendment.asked_on),
        of(Amendment.decided_by, set=None),
        of(Amendment.decided_on, set=None),
    ),
    joins=(
        (Service, Service.id == Amendment.service_id),
        (Person, Person.id == Service.person_id),
        (Shift, Shift.id == Service.shift_id),
        (Activity, Activity.id == Shift.activity_id),
    ),
    order=(Amendment.state != WAITING, Amendment.asked_on.desc(), Amendment.id.desc()),
    search=Person.search_text,
    within=Amendment.service_id,
    match=("person", "activity", "held_on", "asked_on"),
    empty="没有补录或更正。场次确认以后，要补的要改的在“活动”里选中那个人，点“补录与更正”。",
)


def decide(session: Session, amendment: Amendment, by: str, day: date, *, approve: bool) -> None:
    """Approve or refuse an amendment. An approved one changes the service record; the old times stay in the amendment.

    Raises UserError where it was decided already, `by` is empty, or the record has changed since the request.
    """
    if amendment.state != WAITING:
        raise UserError(f"这一条已由{amendment.decided_by}审批过（{amendment.state}）")
    if not by.strip():
        raise UserError("请填审批人", "decided_by")
    amendment.state = APPROVED if approve else REFUSED
    amendment.decided_by, amendment.decided_on = by.strip(), day
    session.flush()  # before the record, whose hours the database lets change only by an approved amendment
    if approve:
        _apply(session.get_one(Service, amendment.service_id), amendment)
        session.flush()


def _apply(service: Service, amendment: Amendment) -> None:
    before = service.arrived, service.left, service.void
    if before != (amendment.old_arrived, amendment.old_left, amendment.old_void):
        raise UserError("申请以后这条服务记录又改过了；请驳回这一条，按现在的记录另填一条")
    if amendment.left is None:
        service.void = amendment.reason
        return
    service.arrived, service.left, service.void = amendment.arrived, amendment.left, None
    if service.state not in PRESENT:
        service.state, service.reason = CAME, None
