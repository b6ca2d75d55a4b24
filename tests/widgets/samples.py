"""Sample fields and rows for the tests of the widgets, without a database."""

from dataclasses import replace

from sqlalchemy import literal

from db.core import kinds
from db.core.fields import Field

CHANNELS = ["单位推荐", "居民自荐", "公开招募"]
ETHNICITIES = ["汉族", "回族", "东乡族", "满族"]
PERSONS = ["张伟", "张伟丽", "王丽华", "马占海"]
MODED = replace(kinds.MANY, modes=("线上", "线下", "线上线下"))
INITIALS = {"汉族": "hz", "回族": "hz", "东乡族": "dxz", "满族": "mz", "王丽华": "wlh"}


def field(key, title, kind, *, fixed=False, **more):
    return Field(key=key, title=title, kind=kind, sql=literal(1), set=None if fixed else lambda *_: None, **more)


FIELDS = (
    field("name", "姓名", kinds.NAME, required=True),
    field("sex", "性别", kinds.one_of("男", "女")),
    field("ethnicity", "民族", kinds.CHOICE, choices=lambda _: ETHNICITIES),
    field("contact", "联络员", kinds.LINK, choices=lambda _: PERSONS),
    field("channel", "产生方式", MODED, choices=lambda _: CHANNELS),
    field("since", "任职日期", kinds.DAY, hint="以聘书为准"),
    field("active", "在任", kinds.FLAG),
    field("hours", "服务时长", kinds.COUNT, fixed=True),
    field("note", "备注", kinds.LONG),
)


def row(number):
    """A row as a listing's query gives it: its id, then one value a field."""
    name, sex = f"成员{number}", "男女"[number % 2]
    return (
        number,
        name,
        sex,
        "汉族",
        "张伟",
        "居民自荐（线上）、单位推荐",
        None,
        True,
        number % 300,
        f"备注{number}\n第二行",
    )


def matches(typed, choice):
    return INITIALS.get(choice, "").startswith(typed.lower())


class Source:
    """Rows by their ids, and what was asked for."""

    def __init__(self):
        self.asked, self.gone, self.known = [], set(), []

    def fetch(self, ids):
        self.asked.append(list(ids))
        return [row(number) for number in ids if number not in self.gone]

    def choices(self, of):
        self.known.append(of.key)
        return of.choices(None)
