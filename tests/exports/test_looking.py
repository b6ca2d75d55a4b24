"""Whoever takes records of people in hardship out of the program is noted, as whoever opens them is."""

import pytest
from sqlalchemy import func, select

from db import history
from db.beneficiary_models import Beneficiary, Opening
from db.masking import Audience
from db.work import quietly
from desktop.cli import parse, run
from exports import report_named
from exports.reports import Request


def written(database, folder, key, request):
    report = report_named(key)
    with database.read() as session:
        report.write(session, folder / f"a{report.suffix}", request, quietly)
    report.finish(database, request)


def opened(database):
    with database.read() as session:
        return session.scalar(select(func.count(Opening.id)))


@pytest.mark.parametrize(
    "key", ["beneficiaries", "wish_ledger", "wish_register", "claims", "claim_receipt", "visits", "wishes"]
)
def test_a_sheet_with_protected_records_is_noted_once_written(office, tmp_path, key):
    written(office, tmp_path, key, Request(1 if key == "claim_receipt" else None))
    with office.read() as session:
        first = history.actions(session.connection(), limit=1)[0]
        people = set(session.scalars(select(Opening.beneficiary_id)))
    assert first.kind == "look"
    assert first.label.startswith("导出")
    assert 0 < len(people) == opened(office)
    assert office.undo() is None  # it isn't among what can be taken back


@pytest.mark.parametrize("key", ["wish_cards", "wish_public", "wish_summary", "claim_form", "members"])
def test_what_holds_none_of_them_notes_nothing(office, tmp_path, key):
    written(office, tmp_path, key, Request(1 if key in ("claim_form", "members") else None))
    assert opened(office) == 0


def test_the_public_sheet_of_the_wishes_notes_nothing(office, tmp_path):
    written(office, tmp_path, "wishes", Request(audience=Audience.PUBLIC))
    assert opened(office) == 0


def test_the_shell_notes_it_too(office, capsys):
    office.close()
    data = ["--data", str(office.folder)]
    run(parse([*data, "list", "beneficiaries", "--find", "qsz"]))
    assert "瞿守拙" in capsys.readouterr().out
    run(parse([*data, "list", "members"]))
    with office.read() as session:
        assert session.scalars(select(Beneficiary.name).join(Opening)).all() == ["瞿守拙"]
        assert history.actions(session.connection(), limit=1)[0].label == "在命令行查看帮扶对象"
