"""Persons and organisations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from db.core import identity
from db.core.fields import Field, Listing, of
from db.core.relation_fields import choice, link
from db.office.models import Office
from db.people import EDUCATION, ETHNICITY, ORGANISATION_KIND, POLITICS
from db.people.models import Organisation, Person


def new_person(name: str) -> Person:
    """A person of whom only the name is known yet; raises UserError where it can't be a name."""
    return Person(name=identity.person_name(name))


def person_link(attr: InstrumentedAttribute[Any], **changes: object) -> Field:
    """The field of a person by name; a person not known yet is registered."""
    return replace(link(attr, Person, create=new_person), **changes)


BY_NAME = (Person.sort_key, Person.search_text, Person.id)  # the columns of an index, so nothing is left to sort

PERSONS = Listing(
    key="persons",
    title="人员",
    model=Person,
    fields=(
        of(Person.name, order=Person.sort_key),
        of(Person.sex),
        choice(Person.ethnicity_id, ETHNICITY),
        of(Person.birth),
        choice(Person.politics_id, POLITICS),
        choice(Person.education_id, EDUCATION),
        of(Person.work),
        of(Person.phone),
        of(Person.id_type),
        of(Person.id_number),
        link(Person.office_id, Office),
        of(Person.address),
        of(Person.note),
    ),
    order=BY_NAME,
    search=Person.search_text,
    match=("name", "id_number"),
    empty="还没有人员。点“新增”登记第一位，或在“成员”里直接填写姓名。",
)

ORGANISATIONS = Listing(
    key="organisations",
    title="单位",
    model=Organisation,
    fields=(
        of(Organisation.name, order=Organisation.sort_key),
        choice(Organisation.kind_id, ORGANISATION_KIND),
        of(Organisation.credit_code),
        person_link(Organisation.contact_id),
        of(Organisation.phone),
        of(Organisation.address),
        of(Organisation.agreed_from),
        of(Organisation.agreed_to),
        of(Organisation.agreed_items),
        of(Organisation.note),
    ),
    order=(Organisation.sort_key, Organisation.id),
    search=Organisation.search_text,
    match=("name",),
    empty="还没有单位。点“新增”登记驻区单位和它的联络员。",
)
