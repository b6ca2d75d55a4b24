"""Hours told apart, the records behind each figure, stars by date, and rankings that stay as they were published."""

from datetime import date

import pytest
from sqlalchemy import select

from db.activities.models import Service
from db.activities.services import SERVICES
from db.core.errors import UserError
from db.hours.models import Ranking, RankingRow
from db.hours.rankings import RANKING_ROWS, RANKINGS, publish_ranking
from db.hours.stars import NATIONAL_SCALE, STAR_SCALES, star_of, stars_on
from db.hours.totals import DIMENSIONS, KIND, MONTH, PERSON, TEAM, hours, records_behind, totals
from db.people.models import Person

pytestmark = pytest.mark.both_databases

AUGUST = date(2021, 8, 1), date(2021, 8, 31)


@pytest.mark.parametrize(
    "by", [*((one,) for one in DIMENSIONS), (TEAM, MONTH), (KIND, PERSON)], ids=lambda by: "-".join(d.key for d in by)
)
def test_every_figure_is_the_sum_of_the_records_behind_it(office, by):
    with office.read() as session:
        found = hours(session, by, *AUGUST)
        assert found.rows
        seen = set()
        for row, values in zip(found.rows, found.values, strict=True):
            *_words, people, times, minutes = row[1 : 4 + len(by)]
            records = session.execute(SERVICES.filtered(records_behind(by, values, *AUGUST)).rows()).all()
            assert minutes == sum(SERVICES.value(one, "minutes") for one in records)
            assert times == len(records)
            assert people == len({SERVICES.label_of(one) for one in records})
            seen |= {one[0] for one in records}
        counts = session.scalars(select(Service.id).where(Service.left.is_not(None), Service.void.is_(None))).all()
        assert seen == set(counts)
        if not any(one.several for one in by):
            assert totals(session, *AUGUST)[2] == sum(row[3 + len(by)] for row in found.rows)


def test_a_void_record_and_one_outside_the_period_do_not_count(office):
    with office.read() as session:
        before = totals(session, *AUGUST)
        assert hours(session, (TEAM,), date(2021, 9, 1), None).rows == ()
        number = session.scalars(select(Service.id).join(Person).where(Person.name == "蒲桂棠")).first()
    with office.write("作废") as session:
        session.get_one(Service, number).void = "写错"
    with office.read() as session:
        assert totals(session, *AUGUST) == (before[0], before[1] - 1, before[2] - 150)


@pytest.mark.parametrize(
    ("minutes", "stars"),
    [(0, ""), (5999, ""), (6000, "一星"), (17_999, "一星"), (18_000, "二星"), (60_000, "四星"), (900_000, "五星")],
)
def test_a_star_is_reached_to_the_minute(minutes, stars):
    assert star_of(minutes, NATIONAL_SCALE) == stars


def test_the_scale_in_force_that_day_counts(office):
    with office.write("标准") as session:
        STAR_SCALES.create(session, {"valid_from": "2023-01-01", "steps": "1、2、3"})
    with office.read() as session:
        assert stars_on(session, date(2022, 12, 31)) == NATIONAL_SCALE
        assert stars_on(session, date(2023, 1, 1)) == (1, 2, 3)
        found = hours(session, (PERSON,), None, date(2023, 1, 1))
        assert found.rows[0][-1] == "三星"  # 250 minutes
    with pytest.raises(UserError, match="后一级的小时数要比前一级多"), office.write("标准") as session:
        STAR_SCALES.create(session, {"valid_from": "2024-01-01", "steps": "100、90"})


def test_a_published_ranking_stays_whatever_becomes_of_the_hours(office):
    with office.write("公布") as session:
        number = publish_ranking(session, "八月排行", "个人", *AUGUST, date(2021, 9, 2)).id

    def rows():
        with office.read() as session:
            found = session.execute(RANKING_ROWS.of(number).rows()).all()
            return [tuple(RANKING_ROWS.value(row, key) for key in ("place", "name", "minutes")) for row in found]

    before = rows()
    assert [place for place, *_ in before[:7]] == [1] * 6 + [7]  # six with 250 minutes, then two hours
    with office.write("作废") as session:
        for row in session.scalars(select(Service).join(Person).where(Person.name == "蒲桂棠")):
            row.void = "写错"
    assert rows() == before
    for change in (
        lambda session: setattr(session.scalars(select(RankingRow)).first(), "minutes", 1),
        lambda session: setattr(session.get_one(Ranking, number), "last", date(2021, 9, 30)),
        lambda session: RANKING_ROWS.remove(session, [1]),
    ):
        with pytest.raises(UserError, match="公布"), office.write("改") as session:
            change(session)
    with office.write("删除") as session:
        RANKINGS.remove(session, [number])
    assert rows() == []
    assert office.undo() == "删除"
    assert rows() == before


@pytest.mark.parametrize(
    ("title", "first", "last", "sentence"),
    [
        (" ", *AUGUST, "请给排行一个名称"),
        ("排行", AUGUST[1], AUGUST[0], "结束日期早于开始日期"),
        ("排行", date(2020, 1, 1), date(2020, 2, 1), "没有计入的服务时长"),
    ],
)
def test_a_ranking_that_cannot_be_says_why(office, title, first, last, sentence):
    with pytest.raises(UserError, match=sentence), office.write("公布") as session:
        publish_ranking(session, title, "队伍", first, last, date(2021, 9, 2))
