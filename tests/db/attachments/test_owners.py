"""A row of any table that has photos, and its attachments: together they go, come back and are held in place."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert, select, text, update

from db.activities.listings import ACTIVITIES, SHIFTS
from db.attached import ATTACHMENTS, MEND, add, attached_to
from db.attachments import file_store
from db.attachments.models import Attachment
from db.check import check
from db.core.errors import UserError
from db.describe import bring_back, lines, recycle_bin
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.storage import history
from db.storage.history import ConflictError
from db.wishes.claims import CLAIMS
from tests.db.changes import create, everything, put, remove

pytestmark = pytest.mark.both_databases
ROOT = Path(__file__).parent.parent.parent.parent
DAY = "2021-08-30"


def photo(path, red=0):
    Image.new("RGB", (8, 8), (red, 9, 9)).save(path)
    return path


def step(database, label):
    """The number of the last action with a label."""
    with database.read() as session:
        found = history.actions(session.connection())
    return next(action.id for action in found if action.label == label)


def of(database, listing, number):
    with database.read() as session:
        return attached_to(listing).of(number).ids(session)


def an_activity(database):
    """An activity with a shift; the numbers of both."""
    activity = create(database, ACTIVITIES, {"title": "义诊", "office": "畅家巷社区"}, "新增活动")
    times = {"held_on": DAY, "starts": "9:00", "ends": "10:00"}
    return activity, create(database, SHIFTS, times, "新增场次", activity_id=activity)


def a_person(database):
    """Somebody in hardship with a consent; the numbers of both."""
    person = create(database, BENEFICIARIES, {"name": "暂住人"})
    signed = {"purpose": "公开心愿", "given_on": DAY, "how": "书面"}
    return person, create(database, CONSENTS, signed, beneficiary_id=person)


def test_the_photos_of_an_activity_and_of_its_shifts_go_and_come_with_it_in_one_step(office, tmp_path):
    activity, shift = an_activity(office)
    add(office, ACTIVITIES, activity, [photo(tmp_path / "一.png")])
    add(office, SHIFTS, shift, [photo(tmp_path / "二.png"), photo(tmp_path / "三.png", 90)])
    before = everything(office)
    remove(office, ACTIVITIES, activity, "删除活动")
    after = everything(office)
    assert [len(state["attachments"]) for state in (before, after)] == [4, 1]
    for expected in (before, after, before):
        assert (office.undo() if expected is before else office.redo()) == "删除活动"
        assert everything(office) == expected
        assert check(office)[1] == []


def test_the_recycle_bin_shows_the_owner_alone_and_brings_its_attachments_back(office, tmp_path):
    activity, shift = an_activity(office)
    add(office, SHIFTS, shift, [photo(tmp_path / "二.png")])
    person, consent = a_person(office)
    add(office, CONSENTS, consent, [photo(tmp_path / "同意书.png")])
    before = everything(office)
    remove(office, ACTIVITIES, activity, "删除活动")
    remove(office, BENEFICIARIES, person)
    with office.read() as session:
        gone = recycle_bin(session)
    assert [(one.noun, one.name) for one in gone] == [("帮扶对象", "暂**"), ("活动", "义诊")]
    for one in gone:
        bring_back(office, one)
    assert everything(office) == before
    assert check(office)[1] == []


def test_an_attachment_removed_by_itself_is_in_the_recycle_bin_until_its_owner_is_gone(office, tmp_path):
    _activity, shift = an_activity(office)
    (number,) = add(office, SHIFTS, shift, [photo(tmp_path / "二.png")]).numbers
    remove(office, ATTACHMENTS, number, "删除附件")
    removal = step(office, "删除附件")
    remove(office, SHIFTS, shift, "删除场次")
    with office.read() as session:
        bin_ = {one.noun: one for one in recycle_bin(session)}
    assert bin_.keys() == {"附件", "场次"}
    with pytest.raises(ConflictError, match=r"^不能还原“附件二\.png”：后来的“删除场次”（.*）改动了同一处"):
        bring_back(office, bin_["附件"])
    with pytest.raises(ConflictError, match=r"^不能撤销“删除附件”：后来的“删除场次”（.*）改动了同一处"):
        office.undo(removal)
    bring_back(office, bin_["场次"])
    assert of(office, SHIFTS, shift) == []
    bring_back(office, bin_["附件"])
    assert of(office, SHIFTS, shift) == [number]
    assert check(office)[1] == []


def test_an_owner_with_newer_attachments_is_not_taken_back(office, tmp_path):
    _activity, shift = an_activity(office)
    made = step(office, "新增场次")
    add(office, SHIFTS, shift, [photo(tmp_path / "二.png")])
    with pytest.raises(ConflictError, match=r"^不能撤销“新增场次”：后来的“添加附件“二\.png””（.*）改动了同一处"):
        office.undo(made)
    assert len(of(office, SHIFTS, shift)) == 1
    assert [office.undo(), office.undo(made)] == ["添加附件“二.png”", "新增场次"]


def test_only_the_attachments_of_the_very_row_go_along(office, tmp_path):
    """Rows of several tables have the same number."""
    owners = (ACTIVITIES, SHIFTS, CLAIMS, VISITS, CONSENTS)
    for red, listing in enumerate(owners):
        add(office, listing, 1, [photo(tmp_path / f"{red}.png", red)])
    before = {listing.key: of(office, listing, 1) for listing in owners}
    remove(office, VISITS, 1)
    assert {listing.key: of(office, listing, 1) for listing in owners} == before | {"visits": []}
    remove(office, CONSENTS, 1)
    assert {listing.key: of(office, listing, 1) for listing in owners} == before | {"visits": [], "consents": []}
    assert check(office)[1] == []


FILE = {"name": "a.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64}


@pytest.mark.parametrize("owner", [{}, {"owner": "person", "owner_id": 1}, {"owner": "nothing", "owner_id": 1}])
def test_nothing_is_attached_to_what_can_have_none(office, owner):
    with (
        pytest.raises(UserError, match="附件所属的记录不能带附件，请重新选择") as refused,
        office.write("添加") as session,
    ):
        session.add(Attachment(**FILE, **owner))
    assert refused.value.field == "owner"


@pytest.mark.parametrize(
    "change",
    [
        insert(Attachment).values(**FILE, uid="x", version=1, owner="shift", owner_id=99),
        insert(Attachment).values(**FILE, uid="x", version=1, owner="nothing", owner_id=1),
        update(Attachment).where(Attachment.id == 1).values(owner_id=99),
        update(Attachment).where(Attachment.id == 1).values(owner="wish_round", owner_id=99),
    ],
    ids=["no such row", "no such table", "moved to no row", "moved to another table"],
)
def test_no_attachment_is_stored_without_its_owner_whatever_wrote_it(office, change):
    with (
        pytest.raises(UserError, match="附件所属的记录已被删除，请刷新后重新选择") as refused,
        office.write("写") as session,
    ):
        session.execute(change)
    assert refused.value.field == "owner"


def test_the_same_file_is_not_attached_twice_to_one_row(office, tmp_path):
    add(office, SHIFTS, 2, [photo(tmp_path / "一.png")])
    with (
        pytest.raises(UserError, match="这个文件已经添加过，不用再加一次") as refused,
        office.write("再加") as session,
    ):
        once = session.scalars(select(Attachment).where(Attachment.owner_id == 2)).one()
        values = {name: getattr(once, name) for name in (*FILE, "owner", "owner_id")}
        session.add(Attachment(**values))
    assert refused.value.field == "name"
    with office.write("另一条") as session:
        session.add(Attachment(**values | {"owner": "activity"}))


def test_check_names_an_attachment_whose_owner_is_missing(office, tmp_path, past_the_program):
    _activity, shift = an_activity(office)
    (one,) = add(office, SHIFTS, shift, [photo(tmp_path / "一.png")]).numbers
    (two,) = add(office, SHIFTS, 2, [photo(tmp_path / "二.png")]).numbers
    assert check(office)[1] == []
    past_the_program(office, f"DELETE FROM shift WHERE id = {shift}")
    past_the_program(office, f"UPDATE attachment SET owner = 'nothing' WHERE id = {two}")
    wrong = check(office)[1]
    for number in (one, two):
        assert f"附件 {number} 号所属的记录不存在" in wrong
    assert f"附件“一.png”（所属的记录不存在）的文件不见了，{MEND}" not in wrong
    file_store.path_of(office.folder, sha256((tmp_path / "一.png").read_bytes()).hexdigest(), "image/png").unlink()
    assert f"附件“一.png”（所属的记录不存在）的文件不见了，{MEND}" in check(office)[1]


def test_the_history_says_of_what_sort_an_owner_is_and_keeps_the_names_of_protected_ones(office, tmp_path):
    for red, listing in enumerate((SHIFTS, CLAIMS, VISITS)):
        (number,) = add(office, listing, 1, [photo(tmp_path / f"甄不露{red}.png", red)]).numbers
        put(office, ATTACHMENTS, number, "caption", f"甄不露说明{red}")
    with office.read() as session:
        connection = session.connection()
        done = history.actions(connection, limit=6)[::-1]
        told = [
            (line.record, line.title, line.new)
            for action in done
            for line in lines(connection, history.changes(connection, action.id))
            if line.title in ("属于", "文件名", "说明")
        ]
    assert [action.label for action in done][::2] == [
        "添加附件“甄不露0.png”",
        "给认领添加附件 1 个",
        "给走访添加附件 1 个",
    ]
    assert told == [
        ("附件 甄不露0.png", "属于", f"场次：{DAY}"),
        ("附件 甄不露0.png", "文件名", "甄不露0.png"),
        ("附件 甄不露0.png", "说明", "甄不露说明0"),
        ("附件 ●●●", "属于", "认领：2021-1-001"),
        ("附件 ●●●", "文件名", "●●●"),
        ("附件 ●●●", "说明", "●●●"),
        ("附件 ●●●", "属于", "走访：瞿**"),
        ("附件 ●●●", "文件名", "●●●"),
        ("附件 ●●●", "说明", "●●●"),
    ]


NEW_OWNER = """
import sys
from pathlib import Path
from db.core.photos import ONCE_AGREED
from db.meetings.models import Meeting

Meeting.photos = ONCE_AGREED  # the one line

from db.attached import ATTACHMENTS, add, attached_to
from db.check import check
from db.database import Database
from db.meetings.listings import MEETINGS

place, folder, picture = sys.argv[1:]
database = Database(Path(place) if place.startswith("/") else place, folder=Path(folder))
assert check(database)[1] == []
(number,) = add(database, MEETINGS, 1, [Path(picture)]).numbers
with database.write("同意") as session:
    ATTACHMENTS["consent"].put(session, session.get_one(ATTACHMENTS.model, number), "同意")
with database.read() as session:
    (row,) = session.execute(attached_to(MEETINGS).of(1).filtered(*ATTACHMENTS.public).rows()).all()
    print(ATTACHMENTS.value(row, "owner"))
with database.write("删除会议") as session:
    MEETINGS.remove(session, [1])
with database.read() as session:
    assert number not in ATTACHMENTS.ids(session)
assert database.undo() == "删除会议"
with database.read() as session:
    assert attached_to(MEETINGS).of(1).ids(session) == [number]
assert check(database)[1] == []
database.close()
"""


def test_a_model_that_says_it_has_photos_needs_no_migration(office, tmp_path):
    place = office.place if isinstance(office.place, Path) else office.place.render_as_string(hide_password=False)
    words = [sys.executable, "-c", NEW_OWNER, place, tmp_path, photo(tmp_path / "会场.png")]
    done = subprocess.run(words, capture_output=True, encoding="utf8", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    with office.read() as session:
        title = session.scalar(text("SELECT title FROM meeting WHERE id = 1"))
    assert done.stdout == f"会议：{title}\n"
