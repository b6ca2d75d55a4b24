"""Charity sales: money to the cent; published only when it comes out, and what was published stays as it is."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, NoResultFound

from db.activities.listings import ACTIVITIES
from db.check import check
from db.core.errors import UserError
from db.core.kinds import BALANCE, MONEY, parse_money
from db.database import Database
from db.describe import bring_back, lines, recycle_bin
from db.office.models import Office
from db.people.models import Organisation
from db.sales.listings import SALE_GOODS, SALE_USES, SALES, account, publish_sale, withdraw_publication
from db.sales.models import Sale, SaleGood, SaleUse
from db.storage import history
from db.storage.history import ConflictError
from tests.db.changes import everything

pytestmark = pytest.mark.both_databases

DAY, LATER = date(2021, 9, 10), date(2021, 10, 1)
SAMPLE = 1  # the sale of the sample office, published on 6 September 2021


def put(database, listing, number, key, typed, label="改"):
    with database.write(label) as session:
        listing[key].put(session, session.get_one(listing.model, number), typed)


def figure(database, number, key, listing=SALES):
    with database.read() as session:
        return listing.value(listing.one(session, number), key)


@pytest.fixture
def sale(office):
    """Another sale, with two goods and a use, that comes out: 7 × 1.00 + 2 × 3.50 = 14.00, of which 5.20 is spent."""
    with office.write("新增义卖") as session:
        values = {"title": "旧书义卖", "kind": "义卖", "held_on": "2021-09-05", "office": "畅家巷社区", "counted": "14"}
        made = SALES.create(session, values)
        for item, received, exchanged, price in (("旧书", "10", "7", "1"), ("绿植", "2", "2", "3.5")):
            row = {"item": item, "received": received, "exchanged": exchanged, "price": price}
            SALE_GOODS.create(session, row, sale_id=made.id)
        SALE_USES.create(session, {"spent_on": "2021-09-08", "purpose": "慰问", "amount": "5.2"}, sale_id=made.id)
        return made.id


@pytest.fixture
def published(office, sale):
    with office.write("公示义卖") as session:
        publish_sale(session, session.get_one(Sale, sale), DAY)
    return sale


def goods_of(database, sale):
    with database.read() as session:
        return session.scalars(select(SaleGood.id).where(SaleGood.sale_id == sale).order_by(SaleGood.id)).all()


def uses_of(database, sale):
    with database.read() as session:
        return session.scalars(select(SaleUse.id).where(SaleUse.sale_id == sale).order_by(SaleUse.id)).all()


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12", 1200),
        ("12.5", 1250),
        ("¥12.50", 1250),
        ("￥１２．５０", 1250),
        ("12元5角", 1250),
        ("12元", 1200),
        ("5角5分", 55),
        ("人民币1,234.50元整", 123450),
        ("0", 0),
        ("12.500", 1250),
        ("0.30000000000000004", 30),  # what a sheet's 0.1 + 0.2 holds
        ("99999999.99", 9_999_999_999),
    ],
)
def test_money_is_read_as_people_write_it(typed, cents):
    assert parse_money(typed) == cents
    assert parse_money(MONEY.show(cents)) == cents
    assert parse_money(str(MONEY.cell(cents))) == cents


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12.505", "多于两位小数"),
        ("-3", "是负数"),
        ("一百", "不是金额，请写成 12.50 或 12元5角"),
        ("12,5", "不是金额"),
        ("元", "不是金额"),
        ("100000000", "应小于一亿元"),
        ("9" * 5000, "应小于一亿元"),
    ],
)
def test_what_is_no_money_is_refused_in_one_sentence(typed, sentence):
    with pytest.raises(UserError, match=sentence) as refused:
        parse_money(typed)
    assert len(str(refused.value)) < 60


@given(st.integers(-9_999_999_999, 9_999_999_999))
def test_money_shown_is_read_back_to_the_cent(cents):
    assert BALANCE.parse(BALANCE.show(cents)) == cents
    assert BALANCE.parse(str(BALANCE.cell(cents))) == cents


def test_the_sample_comes_out_to_the_cent_and_shows_its_activity(office):
    found = {key: figure(office, SAMPLE, key) for key in SALES.places}
    assert (found["received"], found["exchanged"]) == (64, 61)
    assert (found["expected"], found["counted"], found["difference"]) == (6100, 6100, 0)
    assert (found["spent"], found["balance"]) == (5860, 240)
    assert (found["activity"], found["activity_day"]) == ("“一元钱换购”爱心义卖", date(2021, 8, 30))
    assert found["published_on"] == date(2021, 9, 6)


def test_a_piece_costs_one_yuan_unless_it_is_said_otherwise(office, sale):
    with office.write("新增") as session:
        values = {"title": "换购", "held_on": "2021-09-05", "office": "畅家巷社区"}
        other = SALES.create(session, values).id
        made = SALE_GOODS.create(session, {"item": "书包", "received": "3"}, sale_id=other)
        free = SALE_GOODS.create(
            session, {"item": "贴纸", "received": "9", "exchanged": "9", "price": "0"}, sale_id=other
        )
        assert (made.price, made.unit, made.exchanged, free.price) == (100, "件", 0, 0)
    with pytest.raises(UserError, match="单价不能为空") as refused, office.write("新增") as session:
        SALE_GOODS.create(session, {"item": "画", "received": "1"}, sale_id=sale)
    assert refused.value.field == "price"
    assert figure(office, other, "expected") == 0


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"received": "-1", "price": "1"}, "收到数量应在 0 到 1,000,000 之间", "received"),
        ({"received": "3", "exchanged": "4", "price": "1"}, "画换出 4，多于收到的 3", "exchanged"),
        ({"received": "3", "exchanged": "-1", "price": "1"}, "换出数量应在 0 到收到数量之间", "exchanged"),
        ({"received": "3", "price": "-1"}, "是负数", "price"),
        ({"received": "3", "price": "1.999"}, "多于两位小数", "price"),
        ({"received": "999999999999", "price": "1"}, "应在 0 到 1,000,000 之间", "received"),
        ({"received": "1000000", "exchanged": "1000000", "price": "100"}, "乘单价应小于一亿元", "price"),
        ({"received": "三", "price": "1"}, "不是整数", "received"),
        ({"received": "", "price": "1"}, "收到不能为空", "received"),
    ],
)
def test_goods_that_cannot_be_are_refused_at_their_field(office, sale, values, sentence, field):
    before = everything(office)
    with pytest.raises(UserError, match=sentence) as refused, office.write("新增") as session:
        SALE_GOODS.create(session, {"item": "画"} | values, sale_id=sale)
    assert refused.value.field == field
    assert everything(office) == before


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "一百"])
def test_a_use_of_nothing_or_less_is_refused(office, sale, amount):
    with pytest.raises(UserError) as refused, office.write("新增") as session:
        SALE_USES.create(session, {"spent_on": "2021-09-08", "purpose": "慰问", "amount": amount}, sale_id=sale)
    assert refused.value.field == "amount"


def test_the_largest_sale_there_can_be_is_added_up_exactly(office):
    with office.write("新增") as session:
        values = {"title": "大", "kind": "义卖", "held_on": "2021-09-05", "office": "畅家巷社区"}
        number = SALES.create(session, values).id
        session.add_all(
            SaleGood(sale_id=number, item=f"物{n}", received=1_000_000, exchanged=999_999, price=9_999)
            for n in range(500)
        )
    assert figure(office, number, "expected") == 500 * 999_999 * 9_999
    with (
        pytest.raises(UserError, match=r"应收 49,994,950,005\.00"),
        office.write("公示") as session,
    ):
        publish_sale(session, session.get_one(Sale, number), DAY)


def test_an_activity_with_a_sale_is_kept(office):
    with pytest.raises(UserError, match="义卖 1 条"), office.write("删除") as session:
        ACTIVITIES.remove(session, [figure_id(session)])


def figure_id(session):
    return session.scalars(select(Sale.activity_id).where(Sale.id == SAMPLE)).one()


def test_a_donor_unit_not_known_yet_is_registered_and_taken_back_with_its_goods(office, sale):
    with office.write("新增物品") as session:
        values = {"item": "牛肉面券", "organisation": "老街面馆", "received": "10", "price": "5"}
        SALE_GOODS.create(session, values, sale_id=sale)
    with office.read() as session:
        assert session.scalars(select(Organisation.id).where(Organisation.name == "老街面馆")).one()
    office.undo()
    with office.read() as session:
        assert not session.scalars(select(Organisation.id).where(Organisation.name == "老街面馆")).all()


PUBLICATION_REFUSED = {
    "too little in the box": (
        lambda d, n: put(d, SALES, n, "counted", "13.99"),
        "现场实收 13.99 元，比应收 14.00 元少 0.01 元",
    ),
    "too much in the box": (
        lambda d, n: put(d, SALES, n, "counted", "20"),
        "现场实收 20.00 元，比应收 14.00 元多 6.00 元，.*另记一行“现金捐赠”",
    ),
    "nobody counted": (lambda d, n: put(d, SALES, n, "counted", ""), "还没有填现场实收金额，.*应收 14.00 元"),
    "a piece less exchanged": (
        lambda d, n: put(d, SALE_GOODS, goods_of(d, n)[0], "exchanged", "6"),
        "现场实收 14.00 元，比应收 13.00 元多 1.00 元",
    ),
    "more spent than there was": (
        lambda d, n: put(d, SALE_USES, uses_of(d, n)[0], "amount", "14.01"),
        "支出 14.01 元，比现场实收 14.00 元多 0.01 元",
    ),
    "no goods": (lambda d, n: remove(d, SALE_GOODS, goods_of(d, n)), "还没有登记物品"),
}


def remove(database, listing, numbers, label="删除"):
    with database.write(label) as session:
        listing.remove(session, numbers)


@pytest.mark.parametrize("name", PUBLICATION_REFUSED)
def test_what_does_not_come_out_is_not_published_and_the_sentence_says_by_how_much(office, sale, name):
    change, sentence = PUBLICATION_REFUSED[name]
    change(office, sale)
    before = everything(office)
    with pytest.raises(UserError, match=f"^不能公示：{sentence}") as refused:
        put(office, SALES, sale, "published_on", "2021-09-10")
    assert refused.value.field == "published_on"
    assert everything(office) == before
    office.undo()
    put(office, SALES, sale, "published_on", "2021-09-10")
    assert figure(office, sale, "published_on") == DAY


@pytest.mark.parametrize("name", PUBLICATION_REFUSED)
def test_the_database_itself_refuses_it_too(office, sale, name):
    PUBLICATION_REFUSED[name][0](office, sale)
    statement = text("UPDATE sale SET published_on = '2021-09-10' WHERE id = :id")
    with pytest.raises(UserError, match="账目没有结平，不能公示"), office.write("直接改") as session:
        session.execute(statement, {"id": sale})
    assert figure(office, sale, "published_on") is None


def test_a_sale_is_not_published_before_it_was_held_nor_made_published(office, sale):
    with pytest.raises(UserError, match="公示日期早于举办日期"):
        put(office, SALES, sale, "published_on", "2021-09-04")
    values = {
        "title": "空",
        "held_on": "2021-09-05",
        "office": "畅家巷社区",
        "counted": "0",
        "published_on": "2021-09-05",
    }
    with pytest.raises(UserError, match="不能公示：还没有登记物品"), office.write("新增") as session:
        SALES.create(session, values)


LOCKED = {
    "its title": lambda d, n: put(d, SALES, n, "title", "另一场"),
    "what was counted": lambda d, n: put(d, SALES, n, "counted", "15"),
    "its day": lambda d, n: put(d, SALES, n, "published_on", "2021-09-11"),
    "itself": lambda d, n: remove(d, SALES, [n]),
    "an item's name": lambda d, n: put(d, SALE_GOODS, goods_of(d, n)[0], "item", "新书"),
    "an item": lambda d, n: remove(d, SALE_GOODS, goods_of(d, n)[:1]),
    "a new item": lambda d, n: add(d, SALE_GOODS, {"item": "赠品", "received": "1", "price": "0"}, n),
    "an item moved away": lambda d, n: put(d, SALE_GOODS, goods_of(d, n)[0], "sale", "别的义卖"),
    "an item moved in": lambda d, n: put(d, SALE_GOODS, goods_of(d, n + 1)[0], "sale", "旧书义卖"),
    "what was spent": lambda d, n: put(d, SALE_USES, uses_of(d, n)[0], "amount", "5"),
    "a use put off": lambda d, n: put(d, SALE_USES, uses_of(d, n)[0], "spent_on", "2021-10-01"),
    "a use": lambda d, n: remove(d, SALE_USES, uses_of(d, n)),
    "a use moved away": lambda d, n: put(d, SALE_USES, uses_of(d, n)[0], "sale", "别的义卖"),
    "a use dated before": lambda d, n: add(
        d, SALE_USES, {"spent_on": "2021-09-10", "purpose": "买纸", "amount": "1"}, n
    ),
}


def add(database, listing, values, sale, label="新增"):
    with database.write(label) as session:
        return listing.create(session, values, sale_id=sale).id


@pytest.mark.parametrize("name", LOCKED)
def test_what_was_published_stays_as_it_is(office, published, name):
    with office.write("别的义卖") as session:
        values = {"title": "别的义卖", "kind": "义卖", "held_on": "2021-09-05", "office": "畅家巷社区"}
        other = SALES.create(session, values).id
        SALE_GOODS.create(session, {"item": "画", "received": "1", "price": "0"}, sale_id=other)
    assert other == published + 1
    before = everything(office)
    with pytest.raises(UserError, match="请先“撤回公示”"):
        LOCKED[name](office, published)
    assert everything(office) == before
    with office.write("撤回公示") as session:
        withdraw_publication(session, session.get_one(Sale, published), "数量写错")
    if name != "its day":  # taken back, it has none
        LOCKED[name](office, published)
        assert everything(office) != before


def test_money_left_is_spent_later_and_the_published_figures_stay_true(office, published):
    number = add(office, SALE_USES, {"spent_on": "2021-10-01", "purpose": "重阳慰问", "amount": "8.80"}, published)
    with pytest.raises(UserError, match=r"结余只剩 0\.00 元，不够支出 0\.01 元") as refused:
        add(office, SALE_USES, {"spent_on": "2021-10-02", "purpose": "再买", "amount": "0.01"}, published)
    assert refused.value.field == "amount"
    with pytest.raises(UserError, match=r"结余只剩 8\.80 元，不够支出 8\.81 元"):
        put(office, SALE_USES, number, "amount", "8.81")
    with pytest.raises(UserError, match="结余不够这笔支出"), office.write("直接改") as session:
        session.execute(text("UPDATE sale_use SET amount = 881 WHERE id = :id"), {"id": number})
    with office.read() as session:
        row = session.get_one(Sale, published)
        now, then = account(session, row), account(session, row, published=True)
    assert (now.spent, now.balance) == (1400, 0)
    assert (then.spent, then.balance) == (520, 880)
    put(office, SALE_USES, number, "purpose", "重阳节慰问")
    remove(office, SALE_USES, [number])
    for _ in range(3):
        office.undo()
    assert figure(office, published, "balance") == 880


def test_a_publication_is_taken_back_with_a_reason_only(office, published):
    with pytest.raises(UserError, match="撤回公示要写明原因") as refused:
        put(office, SALES, published, "published_on", "")
    assert refused.value.field == "withdrawn"
    for reason in ("", "  "):
        with pytest.raises(UserError, match="请写明为什么撤回公示"), office.write("撤回") as session:
            withdraw_publication(session, session.get_one(Sale, published), reason)
    put(office, SALES, published, "withdrawn", "金额写错")  # the reason itself takes it back
    assert figure(office, published, "published_on") is None
    put(office, SALES, published, "withdrawn", "实收写错一角")
    with pytest.raises(UserError, match="还没有公示"), office.write("撤回") as session:
        withdraw_publication(session, session.get_one(Sale, published), "再撤一次")
    put(office, SALES, published, "published_on", "2021-09-12")
    assert figure(office, published, "withdrawn") is None
    with pytest.raises(UserError, match="撤回公示要写明原因"):  # the earlier reason doesn't serve twice
        put(office, SALES, published, "published_on", "")
    with office.read() as session:
        connection = session.connection()
        changes = history.changes_of(connection, "sale", published)
        said = [line.new for line in lines(connection, changes) if line.title == "撤回原因"]
    assert said == ["金额写错", "实收写错一角", ""]  # and is kept all the same


def test_a_reason_without_a_publication_is_refused(office, sale):
    with pytest.raises(UserError, match="还没有公示，不用填撤回原因") as refused:
        put(office, SALES, sale, "withdrawn", "写着玩")
    assert refused.value.field == "withdrawn"


def test_each_step_is_undone_and_redone(office, sale):
    states = [everything(office)]
    good, use = goods_of(office, sale)[0], uses_of(office, sale)[0]
    steps = (
        lambda: put(office, SALE_GOODS, good, "exchanged", "6"),
        lambda: put(office, SALES, sale, "counted", "13"),
        lambda: put(office, SALE_USES, use, "amount", "13"),
        lambda: put(office, SALES, sale, "published_on", "2021-09-10"),
        lambda: put(office, SALES, sale, "withdrawn", "重新核对"),
        lambda: remove(office, SALE_GOODS, [good]),
        lambda: remove(office, SALES, [sale]),
    )
    for step in steps:
        step()
        states.append(everything(office))
    for state in states[-2::-1]:
        assert office.undo()
        assert everything(office) == state
    for state in states[1:]:
        assert office.redo()
        assert everything(office) == state
    assert check(office)[1] == []


def test_a_publication_is_undone_without_a_reason_and_redone(office, published):
    for _ in range(2):
        assert office.undo() == "公示义卖"
        assert figure(office, published, "published_on") is None
        assert figure(office, published, "withdrawn") is None
        assert office.redo() == "公示义卖"
        assert figure(office, published, "published_on") == DAY


def test_a_sale_made_and_published_in_one_step_is_undone_and_redone_in_one(office):
    before = everything(office)
    with office.write("一步到位") as session:
        made = SALES.create(session, {"title": "快", "held_on": "2021-09-05", "office": "畅家巷社区", "counted": "2"})
        SALE_GOODS.create(session, {"item": "笔", "received": "2", "exchanged": "2"}, sale_id=made.id)
        publish_sale(session, made, DAY)
        SALE_USES.create(session, {"spent_on": "2021-10-01", "purpose": "买本", "amount": "2"}, sale_id=made.id)
    after = everything(office)
    for state in (before, after, before, after):
        assert office.undo() or office.redo()
        assert everything(office) == state
    with pytest.raises(UserError, match="撤回公示"):
        put(office, SALES, made.id, "counted", "3")


def test_undo_of_an_older_step_does_not_reach_into_what_is_published(office, sale):
    put(office, SALE_GOODS, goods_of(office, sale)[0], "item", "二手书", "改名")
    with office.read() as session:
        number = next(one.id for one in history.actions(session.connection()) if one.label == "改名")
    put(office, SALES, sale, "published_on", "2021-09-10", "公示")
    with pytest.raises(ConflictError, match=r"改名.*公示"):
        office.undo(number)
    assert figure(office, goods_of(office, sale)[0], "item", SALE_GOODS) == "二手书"


def test_undo_of_a_withdrawal_is_refused_while_the_sale_does_not_come_out(office, published):
    with office.write("撤回公示") as session:
        withdraw_publication(session, session.get_one(Sale, published), "数量写错")
    with office.read() as session:
        number = history.actions(session.connection())[0].id
    put(office, SALE_GOODS, goods_of(office, published)[0], "exchanged", "6", "改数量")
    with pytest.raises(ConflictError, match=r"不能撤销“撤回公示”.*账目没有结平"):
        office.undo(number)
    office.undo()
    assert office.undo(number) == "撤回公示"
    assert figure(office, published, "published_on") == DAY


def test_a_removed_sale_comes_back_from_the_recycle_bin_with_goods_and_uses(office, sale):
    before = everything(office)
    remove(office, SALES, [sale])
    with office.read() as session:
        (removed,) = recycle_bin(session)
    bring_back(office, removed)
    assert everything(office) == before


def test_the_history_tells_money_as_people_read_it(office, sale):
    put(office, SALES, sale, "counted", "1234.5")
    with office.read() as session:
        connection = session.connection()
        (line,) = lines(connection, history.changes(connection, history.actions(connection)[0].id))
    assert (line.record, line.title, line.old, line.new) == ("义卖 旧书义卖", "现场实收", "14.00", "1,234.50")


GOODS, USES = 3, 2
DAY_BEFORE, DAY_AFTER = date(2021, 9, 8), date(2021, 9, 11)
NUMBERS = st.integers(1, GOODS)
STEP = st.one_of(
    st.tuples(
        st.just("set"), st.just(SaleGood), NUMBERS, st.sampled_from(["received", "exchanged"]), st.integers(-1, 5)
    ),
    st.tuples(st.just("set"), st.just(SaleGood), NUMBERS, st.just("price"), st.sampled_from([0, 1, 50, 100, 333])),
    st.tuples(st.just("set"), st.just(SaleUse), NUMBERS, st.just("amount"), st.integers(0, 400)),
    st.tuples(st.just("set"), st.just(SaleUse), NUMBERS, st.just("spent_on"), st.sampled_from([DAY_BEFORE, DAY_AFTER])),
    st.tuples(st.just("set"), st.just(Sale), st.just(1), st.just("counted"), st.sampled_from([0, 350, 600])),
    st.tuples(st.just("add"), st.integers(0, 3)),
    st.tuples(st.just("spend"), st.sampled_from([DAY_BEFORE, DAY_AFTER]), st.integers(1, 200)),
    st.tuples(st.just("remove"), st.sampled_from([SaleGood, SaleUse]), NUMBERS),
    st.tuples(st.just("publish"), st.sampled_from([9, 10]), st.booleans()),
    st.tuples(st.just("publish"), st.sampled_from([9, 10]), st.booleans()),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("undo"), st.integers(0, 4)),
    st.tuples(st.just("redo")),
)


def do(database, step):
    kind, *rest = step
    if kind == "undo":
        with database.read() as session:
            standing = [a.id for a in history.actions(session.connection()) if a.kind == "do" and not a.undone]
        if rest[0] < len(standing):
            database.undo(standing[rest[0]])
    elif kind == "redo":
        database.redo()
    else:
        with database.write(kind) as session:
            change(session, session.get_one(Sale, 1), kind, rest)


def change(session, sale, kind, rest):
    if kind == "set":
        model, number, key, value = rest
        setattr(session.get_one(model, number), key, value)
    elif kind == "add":
        session.add(SaleGood(sale_id=1, item="新", received=3, exchanged=rest[0], price=50))
    elif kind == "spend":
        session.add(SaleUse(sale_id=1, spent_on=rest[0], purpose="买", amount=rest[1]))
    elif kind == "remove":
        session.delete(session.get_one(rest[0], rest[1]))
    elif kind == "publish":
        if rest[1]:  # as a clerk does: what is counted is put right first
            sale.counted = account(session, sale).expected
        publish_sale(session, sale, date(2021, 9, rest[0]))
    else:
        withdraw_publication(session, sale, "重来")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=18), st.booleans())
def test_no_order_of_edits_and_undos_publishes_what_does_not_come_out(models, tmp_path_factory, steps, at_once):
    database = Database(models.file(tmp_path_factory.mktemp("sales"), filled=False), actor="测试员")
    with database.write("准备", kind="system") as session:
        office = Office(name="社区", code="620102001009", level="社区")
        session.add(office)
        session.flush()
        session.add(Sale(office_id=office.id, title="义卖", held_on=date(2021, 9, 1), counted=600))
        session.flush()
        session.add_all(SaleGood(sale_id=1, item=f"物{n}", received=4, exchanged=2, price=100) for n in range(GOODS))
        session.add_all(SaleUse(sale_id=1, spent_on=DAY_BEFORE, purpose=f"用{n}", amount=150) for n in range(USES))
    said = None  # what was published, for as long as it is
    for step in [("publish", 9, False)] * at_once + steps:
        try:
            do(database, step)
        except (UserError, NoResultFound):
            continue  # refused: nothing may have changed by halves
        said = comes_out(database, said)
    database.close()


def comes_out(database, said):
    """The figures are the sums of the rows; a published sale comes out, and what it said it goes on saying."""
    with database.read() as session:
        row = SALES.one(session, 1)
        goods = session.execute(select(SaleGood.received, SaleGood.exchanged, SaleGood.price)).all()
        uses = session.execute(select(SaleUse.spent_on, SaleUse.amount)).all()
        published = session.get_one(Sale, 1).published_on
        items = session.execute(text("SELECT id, item, received, exchanged, price FROM sale_good ORDER BY id")).all()
    counted = SALES.value(row, "counted")
    income, spent = sum(e * p for _, e, p in goods), sum(amount for _, amount in uses)
    assert SALES.value(row, "expected") == income
    assert SALES.value(row, "spent") == spent
    assert SALES.value(row, "balance") == (None if counted is None else counted - spent)
    assert all(0 <= e <= r and p >= 0 for r, e, p in goods)
    if published is None:
        return None
    assert goods
    assert counted == income
    assert spent <= counted
    then = sorted(amount for day, amount in uses if day <= published)
    now = published, counted, items, then
    assert said is None or said == now
    return now


def test_no_sale_comes_into_being_as_published(office):
    copy = "INSERT INTO sale(uid, version, office_id, title, kind, held_on, counted, published_on) "
    values = "SELECT 'x', 1, office_id, title, kind, held_on, 0, '2021-09-06' FROM sale WHERE id = 1"
    with pytest.raises(UserError, match="账目没有结平"), office.write("直接写") as session:
        session.execute(text(copy + values))


def test_the_checks_hold_for_whoever_writes_past_the_program(office, sale):
    for statement in (
        "UPDATE sale_good SET exchanged = received + 1 WHERE sale_id = :id",
        "UPDATE sale_good SET price = -1 WHERE sale_id = :id",
        "UPDATE sale_use SET amount = 0 WHERE sale_id = :id",
        "UPDATE sale SET counted = -1 WHERE id = :id",
        "UPDATE sale SET kind = '拍卖' WHERE id = :id",
    ):
        with office.read() as session, pytest.raises(IntegrityError):
            session.connection().execute(text(statement), {"id": sale})
    with office.read() as session:
        assert session.scalar(select(func.count(SaleGood.id)).where(SaleGood.sale_id == sale)) == 2
