"""People in hardship, their households, their consents, and visits to them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Integer, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.activities.models import Activity
from db.core.fields import Field, Listing, of
from db.core.identity import person_name
from db.core.kinds import SHORT, TALLY
from db.core.masking import Sensitive
from db.core.relation_fields import link
from db.core.tag_fields import many
from db.hardship import HARDSHIP
from db.hardship.consents import consent_state
from db.hardship.models import (
    PHOTO,
    PUBLISH,
    Beneficiary,
    BeneficiaryHardship,
    Consent,
    Household,
    Visit,
)
from db.office.models import Office


def new_beneficiary(name: str) -> Beneficiary:
    """A person in hardship of whom only the name is known yet; raises UserError where it can't be a name."""
    return Beneficiary(name=person_name(name))


def beneficiary_link(attr: InstrumentedAttribute[int], **changes: object) -> Field:
    """The field of a person in hardship by name; a person not known yet is registered."""
    return replace(link(attr, Beneficiary, create=new_beneficiary), **changes)


_MEMBER = aliased(Beneficiary)

HOUSEHOLDS = Listing(
    key="households",
    title="家庭",
    model=Household,
    fields=(
        of(Household.name),
        Field(
            "people",
            "帮扶对象",
            TALLY,
            type_coerce(
                select(func.count(_MEMBER.id)).where(_MEMBER.household_id == Household.id).scalar_subquery(), Integer
            ),
        ),
        of(Household.note),
    ),
    order=(Household.id,),
    search=Household.name,
    match=("name",),
    empty="还没有家庭。登记帮扶对象时，在“家庭”里填户主姓名就有了。",
)

BENEFICIARIES = Listing(
    key="beneficiaries",
    title="帮扶对象",
    model=Beneficiary,
    fields=(
        of(Beneficiary.name, order=Beneficiary.sort_key),
        of(Beneficiary.sex, sensitive=Sensitive.PERSONAL),
        of(Beneficiary.birth),
        many(BeneficiaryHardship, Beneficiary, HARDSHIP, sensitive=Sensitive.SECRET),
        of(Beneficiary.phone),
        link(Beneficiary.office_id, Office),
        of(Beneficiary.address),
        link(Beneficiary.household_id, Household, create=lambda name: Household(name=person_name(name))),
        of(Beneficiary.alias),
        Field("publish", "同意公开", SHORT, consent_state(PUBLISH, Beneficiary.id)),
        Field("photo", "同意拍照", SHORT, consent_state(PHOTO, Beneficiary.id)),
        of(Beneficiary.guardian),
        of(Beneficiary.guardian_tie),
        of(Beneficiary.guardian_phone),
        of(Beneficiary.id_type),
        of(Beneficiary.id_number),
        of(Beneficiary.keep_until),
        of(Beneficiary.note),
    ),
    order=(Beneficiary.sort_key, Beneficiary.search_text, Beneficiary.id),
    search=Beneficiary.search_text,
    match=("name", "id_number"),
    empty="还没有帮扶对象。点“新增”登记第一位；姓名、住址、困难情况平时都遮住，打开才看得见。",
)

CONSENTS = Listing(
    key="consents",
    title="同意登记",
    model=Consent,
    fields=(
        link(Consent.beneficiary_id, Beneficiary),
        of(Consent.purpose),
        of(Consent.given_on),
        of(Consent.how),
        of(Consent.given_by),
        of(Consent.withdrawn_on),
        of(Consent.note),
    ),
    joins=((Beneficiary, Beneficiary.id == Consent.beneficiary_id),),
    order=(Beneficiary.sort_key, Consent.beneficiary_id, Consent.given_on, Consent.id),
    search=Beneficiary.search_text,
    within=Consent.beneficiary_id,
    match=("beneficiary", "purpose", "given_on"),
    empty="还没有登记同意。没有“公开心愿”的同意，心愿不能公示；没有“拍摄照片”的同意，照片不能公开。",
)

VISITS = Listing(
    key="visits",
    title="走访慰问",
    model=Visit,
    fields=(
        of(Visit.visited_on),
        link(Visit.beneficiary_id, Beneficiary),
        of(Visit.kind),
        of(Visit.visitors),
        of(Visit.found),
        of(Visit.brought),
        of(Visit.follow_up_on),
        of(Visit.followed_on),
        link(Visit.activity_id, Activity),
    ),
    joins=((Beneficiary, Beneficiary.id == Visit.beneficiary_id),),
    order=(Visit.visited_on.desc(), Visit.id.desc()),
    search=Beneficiary.search_text + " " + Visit.visitors,
    within=Visit.beneficiary_id,
    match=("beneficiary", "visited_on", "visitors"),
    empty="还没有走访。点“新增”记下哪天谁去看了谁，带了什么，约定哪天回访。",
)
