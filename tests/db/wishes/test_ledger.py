"""A ledger of wishes is brought in from a workbook."""

import pytest
from sqlalchemy import select

from db.check import check
from db.core.errors import UserError
from db.importing import apply, plan
from db.wishes.listings import WISHES
from db.wishes.models import Wish
from tests.db.changes import everything
from tests.db.wishes.wish_helpers import ME

pytestmark = pytest.mark.both_databases

LEDGER = [
    {"编号": "2021-1-030", "心愿内容": "想要一把伞", "许愿人": "时谦", "核实日期": "2021.8.28", "预计金额": "35元"},
    {"编号": "31", "心愿内容": "想要一口锅", "许愿人": "新来的人", "心愿类别": "物品", "紧急程度": "紧急"},
    {"编号": "", "心愿内容": "想有人陪着散步", "许愿人": "宓采薇", "心愿类别": "陪伴"},
    {"编号": "", "心愿内容": "想有人陪着散步", "许愿人": "宓采薇", "心愿类别": "陪伴"},
]


def bring(database, records):
    with database.write("导入微心愿") as session:
        planned = plan(session, WISHES, records)
        return [made.outcome for made in planned], apply(session, WISHES, planned)


def test_a_ledger_of_wishes_is_brought_in_with_its_numbers_and_taken_back(office):
    before = everything(office)
    records = [{"轮次": "2021年第1轮", "征集日期": "2021年8月27日"} | record for record in LEDGER]
    assert bring(office, records) == (["new"] * 4, 4)
    with office.read() as session:
        found = session.execute(select(Wish.code, Wish.cost, Wish.verified_by).order_by(Wish.id.desc()).limit(4)).all()
    assert [tuple(row) for row in found[::-1]] == [
        ("2021-1-030", 3500, ME),
        ("2021-1-031", None, None),
        ("2021-1-032", None, None),
        ("2021-1-033", None, None),
    ]
    again = [{"编号": "2021-1-030", "轮次": "2021年第1轮", "心愿内容": "想要一把长柄伞"}]
    assert bring(office, again) == (["changed"], 1)
    twice = [records[0], records[0]]
    with office.read() as session:
        assert [made.outcome for made in plan(session, WISHES, twice)][1] == "wrong"
    for _ in range(2):
        assert office.undo() == "导入微心愿"
    assert everything(office) == before
    published = records[0] | {"公示日期": "2021-08-29", "编号": "2021-1-040"}
    with pytest.raises(UserError, match=r"第 1 条：许愿人没有同意公开的记录.*什么都没有导入"):
        bring(office, [published])
    assert everything(office) == before
    assert check(office)[1] == []
