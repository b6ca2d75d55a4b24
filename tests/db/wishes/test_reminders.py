"""What is late or waits is said on the home page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.hardship.models import Beneficiary
from db.home import overview
from db.wishes.claim_models import ClaimGood

pytestmark = pytest.mark.both_databases


def test_what_is_late_or_waits_is_said_with_the_record_it_is_about(office):
    with office.read() as session:
        found = {gap.text: (gap.listing, gap.number) for gap in overview(session, date(2021, 9, 10)).gaps}
        later = [gap.text for gap in overview(session, date(2021, 9, 10) + timedelta(days=20)).gaps]
        goods = session.scalar(select(func.count(ClaimGood.id)))
    assert goods == 7
    assert found["心愿 2021-1-017 等 2 个征集超过 7 天还没有核实"] == ("wishes", 17)
    assert found["心愿 2021-1-009 过了承诺日期还没有实现"][0] == "claims"
    assert found["心愿 2021-1-008 快到承诺日期"][0] == "claims"
    assert found["心愿 2021-1-008 认领超过 7 天还没有对接"][0] == "claims"
    assert found["心愿 2021-1-006 等 2 个实现超过 7 天还没有反馈"][0] == "claims"
    assert any("约定的回访到期了" in text and "皇甫*" in text for text in later)
    everybody = [row[0] for row in names(office)]
    assert not any(name in text for name in everybody for text in (*found, *later))


def names(database):
    with database.read() as session:
        return session.execute(select(Beneficiary.name)).all()
