"""What was spent before, on and after the day of a publication: in the figures, on the paper, and whether it holds."""

from datetime import date, timedelta

import pytest

from db.core.errors import UserError
from db.core.masking import Audience
from db.office.listings import OFFICES
from db.sales.listings import SALE_GOODS, SALE_USES, SALES, publish_sale
from db.sales.models import Sale, account_of
from exports.paper.parts import Heading
from exports.sales.publication import document

DAY = timedelta(days=1)
HELD, PUBLISHED = date(2021, 9, 5), date(2021, 9, 10)
SPENT = {PUBLISHED - DAY: 100, PUBLISHED: 200, PUBLISHED + DAY: 400}  # cents: no two sums are the same


@pytest.fixture
def sale(database):
    """Ten yuan came in; one was spent on the day before, two on the day of the publication, four on the day after."""
    with database.write("义卖") as session:
        OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"})
        values = {"title": "旧书义卖", "held_on": HELD, "office": "畅家巷社区", "counted": "10"}
        number = SALES.create(session, values).id
        SALE_GOODS.create(session, {"item": "书", "received": "10", "exchanged": "10", "price": "1"}, sale_id=number)
        for day, cents in SPENT.items():
            if day <= PUBLISHED:
                use(session, number, day, cents)
    with database.write("公示") as session:
        publish_sale(session, session.get_one(Sale, number), PUBLISHED)
    with database.write("以后的支出") as session:
        use(session, number, PUBLISHED + DAY, SPENT[PUBLISHED + DAY])
    return number


def use(session, sale, day, cents):
    values = {"spent_on": day, "purpose": f"{day}慰问", "amount": f"{cents / 100}"}
    return SALE_USES.create(session, values, sale_id=sale).id


def test_the_figures_up_to_a_day_have_what_was_spent_on_it(database, sale):
    with database.read() as session:
        connection = session.connection()
        found = {day: account_of(connection, sale, 1000, day).spent for day in SPENT}
        assert account_of(connection, sale, 1000).spent == 700
    assert found == {PUBLISHED - DAY: 100, PUBLISHED: 300, PUBLISHED + DAY: 700}


def test_the_paper_has_what_was_spent_up_to_the_day_of_publication(database, sale):
    with database.read() as session:
        paper = document(session, session.get_one(Sale, sale), Audience.PUBLIC, PUBLISHED + 9 * DAY)
    (uses,) = [part for part in paper.parts if isinstance(part, Heading) and "支出" in part.body]
    assert uses.body == "共支出2笔3.00元，结余7.00元。"


def test_the_public_may_object_for_seven_days_of_which_that_of_publication_is_the_first(database, sale):
    with database.read() as session:
        paper = document(session, session.get_one(Sale, sale), Audience.PUBLIC, PUBLISHED)
    (when,) = [part for part in paper.parts if isinstance(part, Heading) and "异议" in part.body]
    assert when.body.startswith("2021年9月10日至2021年9月16日。")


HOLDS = {PUBLISHED - DAY: True, PUBLISHED: True, PUBLISHED + DAY: False}


@pytest.mark.parametrize("day", HOLDS)
def test_what_was_published_holds_and_what_came_after_does_not(database, sale, day):
    with database.read() as session:
        rows = session.execute(SALE_USES.of(sale).rows()).all()
        number = next(row[0] for row in rows if SALE_USES.value(row, "spent_on") == day)

    def change(key, typed):
        return lambda session: SALE_USES[key].put(session, session.get_one(SALE_USES.model, number), typed)

    later = str(PUBLISHED + 2 * DAY)
    steps = (change("purpose", "别的"), change("spent_on", later), lambda session: SALE_USES.remove(session, [number]))
    for step in (*steps, lambda session: use(session, sale, day, 1)):
        said = ""
        try:
            with database.write("改") as session:
                step(session)
        except UserError as error:
            said = str(error)
        assert said.startswith("公示日期以前的支出已经公示") is HOLDS[day]
