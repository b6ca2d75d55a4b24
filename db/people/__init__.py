"""Persons and the organisations around the community."""

from db.core.subject import Dictionary, Subject

ORGANISATION_KIND = Dictionary("organisation_kind", "单位类别")
POLITICS = Dictionary("politics", "政治面貌", {"中共党员": "party"})
EDUCATION = Dictionary("education", "文化程度")
ETHNICITY = Dictionary("ethnicity", "民族")
SUBJECT = Subject(
    "people",
    "人员与单位",
    listings={"listings": ("persons", "organisations")},
    dictionaries=(ORGANISATION_KIND, POLITICS, EDUCATION, ETHNICITY),
    parts=("choices", "gaps", "sample"),
)
