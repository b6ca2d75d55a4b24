"""Whoever takes records of people in hardship out of the program is noted, as whoever opens them is."""

import pytest
from PIL import Image
from sqlalchemy import func, select

from db.activities.listings import SHIFTS
from db.attached import add
from db.core.masking import Audience
from db.core.work import no_progress
from db.hardship.listings import CONSENTS, VISITS
from db.hardship.models import Beneficiary, Consent, Opening, Visit
from db.storage import history
from db.wishes.claim_models import Claim, ClaimGood
from db.wishes.claims import CLAIMS
from db.wishes.models import Wish
from desktop.cli import parse, run
from exports import report_named
from exports.reports import Request


def written(database, folder, key, request):
    report = report_named(key)
    with database.read() as session:
        report.write(session, folder / f"a{report.suffix}", request, no_progress)
    report.finish(database, request)


def photo(path, colour):
    Image.new("RGB", (60, 40), colour).save(path)
    return path


def opened(database):
    with database.read() as session:
        return session.scalar(select(func.count(Opening.id)))


@pytest.mark.parametrize(
    "key",
    ["beneficiaries", "households", "wish_ledger", "wish_register", "claims", "claim_receipt", "visits", "wishes"],
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


def people(database):
    with database.read() as session:
        return set(session.scalars(select(Beneficiary.name).join(Opening)))


def noted_by(database, *command):
    """Whose records the command line noted as looked at by this command."""
    before = opened(database)
    run(parse(["--data", str(database.folder), *command]))
    return people(database) if opened(database) > before else set()


def test_the_names_of_households_are_noted_for_those_who_belong_to_them(office):
    with office.read() as session:
        members = set(session.scalars(select(Beneficiary.name).where(Beneficiary.household_id.is_not(None))))
    assert noted_by(office, "list", "households") == members != set()


def test_only_attachments_of_people_in_hardship_are_noted_wherever_they_are_listed(office, tmp_path, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    add(office, SHIFTS, 2, [photo(tmp_path / "合影.png", "red")])
    assert noted_by(office, "list", "attachments") == set()
    assert noted_by(office, "export", "attachments", "--out", str(out / "a.xlsx")) == set()
    for n, listing in enumerate((CLAIMS, VISITS, CONSENTS), start=1):
        add(office, listing, n, [photo(tmp_path / f"{n}.png", (n, 0, 0))])
    with office.read() as session:
        whose = {
            session.get_one(Wish, session.get_one(Claim, 1).wish_id).beneficiary_id,
            session.get_one(Visit, 2).beneficiary_id,
            session.get_one(Consent, 3).beneficiary_id,
        }
        names = set(session.scalars(select(Beneficiary.name).where(Beneficiary.id.in_(whose))))
    assert noted_by(office, "list", "attachments", "--find", "合影") == set()
    assert noted_by(office, "list", "attachments") == names
    assert noted_by(office, "export", "attachments", "--out", str(out / "a.xlsx")) == names
    public = ("export", "attachments", "--audience", "public", "--out", str(out / "b.xlsx"))
    assert noted_by(office, *public) == set()


def test_goods_are_noted_only_where_a_note_tells_of_somebody(office):
    assert noted_by(office, "list", "claim_goods") == set()
    with office.write("备注") as session:
        good = session.scalars(select(ClaimGood).order_by(ClaimGood.id)).first()
        good.note = "他腿脚不便"
        wish = session.get_one(Wish, session.get_one(Claim, good.claim_id).wish_id)
        whose = session.get_one(Beneficiary, wish.beneficiary_id).name
    assert noted_by(office, "list", "claim_goods") == {whose}
