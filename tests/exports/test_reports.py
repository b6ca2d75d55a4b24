"""What is stored after a report was written: once it is whole, as one action, and not where nothing may be stored."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from db.core import settings
from db.core.errors import UserError
from db.core.paper_choices import FILLED_BY
from db.core.tables import Setting
from db.core.work import no_progress
from db.database import Database
from db.storage import history
from exports.meetings.notice import NOTICE_TEXT
from exports.reports import Request


def count(session, request):
    """How often a report was written, kept as a setting."""
    times = int(settings.get(session, FILLED_BY) or 0)
    settings.put(session, FILLED_BY, str(times + 1))


COUNTED = replace(NOTICE_TEXT, after=count)
NAME = "畅家巷社区社工委第二次会议通知20210930"


def times(database):
    with database.read() as session:
        return settings.get(session, FILLED_BY)


def test_what_follows_is_one_action_with_the_name_of_the_report(office):
    for done in ("导出", "打印"):
        COUNTED.finish(office, Request(3), done)
    with office.read() as session:
        last = history.actions(session.connection())[:2]
    assert [action.label for action in last] == [f"打印{NAME}", f"导出{NAME}"]
    assert times(office) == "2"
    assert {action.kind for action in last} == {history.PAPER}
    assert office.undo() is None  # what left the office can't be called back
    assert times(office) == "2"


def test_a_report_without_consequences_leaves_no_trace(office, tmp_path):
    with office.read() as session:
        NOTICE_TEXT.write(session, tmp_path / "a.txt", Request(3), no_progress)
    NOTICE_TEXT.finish(office, Request(3))
    assert office.undo() is None


def test_where_nothing_can_be_stored_it_is_refused_beforehand(office):
    with office.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()
    newer = Database(office.path)
    NOTICE_TEXT.ready(newer)
    with pytest.raises(UserError, match="只能查看"):
        COUNTED.ready(newer)
    with newer.read() as session:
        assert session.scalars(select(Setting).where(Setting.key == "filled_by")).all() == []
    newer.close()
