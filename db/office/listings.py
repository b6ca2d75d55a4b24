"""Offices: districts, streets, communities and grids, and our own office among them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core import settings
from db.core.errors import UserError
from db.core.fields import Listing, of
from db.core.paper_choices import PUBLIC_ISSUER
from db.core.relation_fields import link
from db.office.choices import OFFICE
from db.office.models import CODE_LENGTH, LEVELS, Office

OFFICES = Listing(
    key="offices",
    title="机构与网格",
    model=Office,
    fields=(
        of(Office.code),
        of(Office.name),
        of(Office.level),
        link(Office.parent_id, Office),
        of(Office.address),
        of(Office.phone),
    ),
    order=(Office.code,),
    search=Office.name + " " + Office.code,
    match=("code",),
    empty="还没有机构。先登记本社区，再登记它的网格。",
)


def with_offices_above(session: Session, office: Office) -> list[Office]:
    """The office and those above it, the highest first."""
    chain = [office]
    while chain[0].parent_id is not None and len(chain) <= len(LEVELS):
        chain.insert(0, session.get_one(Office, chain[0].parent_id))
    return chain


def full_name(session: Session, office: Office) -> str:
    """酒泉路街道畅家巷社区: the name that is printed on papers, without the district."""
    return "".join(one.name for one in with_offices_above(session, office) if one.level != "区")


def signer(session: Session, office: Office, form: str) -> str:
    """The body that signs, which has a seal, by a setting; an office that isn't a community signs by its own name."""
    name = full_name(session, office)
    # 畅家巷社区 and 社区建设工作委员会 share a word
    return form.replace("{社区}", name).replace("社区社区", "社区") if office.level == "社区" else name


def public_signer(session: Session, office: Office) -> str:
    """The body that signs what hangs in public, by the setting."""
    return signer(session, office, settings.get(session, PUBLIC_ISSUER))


def create_office(session: Session, name: str, code: str, level: str, above: str = "") -> Office:
    """Store the office that this program is set up for, and the office directly above it, named `above`.

    The code of the office above follows from the code of this one. Raises UserError where code and level don't fit.
    """
    values: dict[str, object] = {"name": name, "code": code, "level": level}
    parent = session.scalar(select(Office).where(Office.code == _code_above(code, level)))
    if parent is None and above and level != "区":
        level_above = LEVELS[LEVELS.index(level) - 1]
        parent = OFFICES.create(
            session, {"name": above, "code": _code_above(OFFICES["code"].parse(code), level), "level": level_above}
        )
    return OFFICES.create(session, values, **({"parent_id": parent.id} if parent else {}))


def _code_above(code: str, level: str) -> str:
    if level not in LEVELS:
        raise UserError(f"级别应为 {'、'.join(LEVELS)} 之一", "level")
    place = LEVELS.index(level)
    return code[: CODE_LENGTH[LEVELS[place - 1]]] if place else ""


def our_office(session: Session) -> Office:
    """The office that this program is set up for; raises UserError before the first set-up."""
    number = settings.get(session, OFFICE)
    office = session.get(Office, int(number)) if number else None
    if office is None:
        raise UserError("还没有设置本单位：请先填写单位名称和区划代码，或打开示例社区")
    return office
