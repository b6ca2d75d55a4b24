"""People in hardship: who looked is noted, history and recycle bin tell no more than must be, photos need consent."""

import pytest
from PIL import Image
from sqlalchemy import select, text

from db.access_log import note
from db.activities.listings import ACTIVITIES, SHIFTS
from db.attached import ATTACHMENTS, add, attached_to, file_of, owner_name
from db.backup import backup, restore
from db.check import check
from db.core.base import Base
from db.core.errors import UserError
from db.core.masking import HIDDEN, Sensitive, mask_protected
from db.database import Database
from db.describe import bring_back, lines, recycle_bin
from db.hardship.listings import BENEFICIARIES, CONSENTS, HOUSEHOLDS, VISITS
from db.hardship.models import Beneficiary, BeneficiaryHardship, Consent, Opening, Visit
from db.people.listings import PERSONS
from db.storage import history
from db.storage.sqlite_driver import FILE
from db.subjects import listings
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import WISHES
from db.wishes.models import Wish
from db.wishes.steps import close_wish
from tests.db.changes import create, everything, put, remove


def actions(database):
    with database.read() as session:
        return history.actions(session.connection())


def openings(database):
    with database.read() as session:
        return session.execute(select(Opening.beneficiary_id, Opening.opened_by).order_by(Opening.id)).all()


def photo(path, colour="teal"):
    Image.new("RGB", (60, 40), colour).save(path)
    return path


def test_a_look_is_noted_with_who_and_whose_and_says_no_name(office):
    note(office, [1])
    newest = actions(office)[0]
    assert (newest.kind, newest.label, newest.actor) == ("look", "查看帮扶对象“瞿**”", "测试员")
    assert openings(office) == [(1, "测试员")]
    with office.read() as session:
        said = lines(session.connection(), history.changes(session.connection(), newest.id))
    assert [(line.record, line.title, line.new) for line in said if line.title != "查看时间"] == [
        ("查看 瞿**", "帮扶对象", "瞿**"),
        ("查看 瞿**", "查看人", "测试员"),
    ]
    with pytest.raises(UserError, match="没有编号为 999 的帮扶对象"):
        note(office, [999])
    assert check(office)[1] == []


def test_a_look_is_nothing_to_undo(office):
    note(office, [1])
    assert office.undo() is None
    with pytest.raises(UserError, match=r"“查看帮扶对象“瞿.*不是对数据的修改，不能撤销"):
        office.undo(actions(office)[0].id)
    put(office, PERSONS, 1, "phone", "13900000000", "改电话")
    note(office, [1])
    assert office.undo() == "改电话"
    with pytest.raises(UserError, match="不能撤销"):
        office.undo(actions(office)[0].id)  # an undo is redone, not undone
    assert len(openings(office)) == 2


def test_a_look_in_between_does_not_stand_in_the_way_of_redo(office):
    put(office, PERSONS, 1, "phone", "13900000000", "改电话")
    office.undo()
    note(office, [1])
    assert office.redo() == "改电话"
    note(office, [2])
    assert office.undo() == "改电话"
    assert check(office)[1] == []


def test_somebody_looked_at_is_still_taken_back_and_brought_again_with_the_notes(office):
    before = everything(office)
    number = create(office, BENEFICIARIES, {"name": "暂住人", "hardship": "低保"})
    after = everything(office)
    note(office, [number])
    for _ in range(2):
        assert office.undo() == "新增"
        assert (everything(office), openings(office)) == (before, [])
        assert office.redo() == "新增"
        assert (everything(office), openings(office)) == (after, [(number, "测试员")])
    assert check(office)[1] == []


def test_a_removal_is_redone_after_a_look_at_who_came_back(office):
    number = create(office, BENEFICIARIES, {"name": "暂住人"})
    note(office, [number])
    remove(office, BENEFICIARIES, number)
    assert office.undo() == "删除"
    note(office, [number])
    assert office.redo() == "删除"
    assert openings(office) == []
    assert office.undo() == "删除"
    assert openings(office) == [(number, "测试员")]
    assert [action.kind for action in actions(office)].count("look") == 2  # the history keeps either
    assert check(office)[1] == []


def test_a_database_that_may_only_be_looked_at_keeps_no_note(office):
    with office.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(office.place, folder=office.folder)
    note(newer, [1])
    assert openings(newer) == []
    newer.close()


def test_what_is_protected_is_said_once_on_the_model():
    protected = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.protected}
    assert protected == {"household", "beneficiary", "beneficiary_hardship", "consent", "opening", "visit"}
    assert {listing.key for listing in listings() if listing.protected} == {
        *("beneficiaries", "households", "consents", "visits")
    }


@pytest.mark.parametrize(
    ("text_", "sensitive", "shown"),
    [
        ("欧阳知夏", Sensitive.NAME, "欧阳**"),
        ("阿依古丽·买买提、J. Smith", Sensitive.NAME, "阿**、J**"),
        ("明", Sensitive.NAME, "*"),
        ("低保", Sensitive.SECRET, HIDDEN),
        ("13800000601", Sensitive.PHONE, HIDDEN),
        ("1941-02", Sensitive.PERSONAL, HIDDEN),
        ("公开心愿", Sensitive.NO, "公开心愿"),
        ("", Sensitive.SECRET, ""),
    ],
)
def test_a_name_is_masked_and_everything_else_that_is_sensitive_is_hidden(text_, sensitive, shown):
    assert mask_protected(text_, sensitive) == shown


# what must not be read in the history: a value of every sensitive column, marked
PERSON = {
    "name": "甄不露",
    "birth": "1991-01-01",
    "hardship": "大病",
    "phone": "13900007001",
    "address": "暗巷七号",
    "household": "甄户主",
    "guardian": "贾监护",
    "guardian_tie": "暗记表亲",
    "guardian_phone": "13900007002",
    "id_number": "360426199101010071",
    "note": "暗记个人备注",
}
OTHER = PERSON | {
    "name": "尉迟不露",
    "hardship": "残疾",
    "phone": "13900007003",
    "address": "暗巷八号",
    "household": "尉迟户主",
    "guardian": "尤监护",
    "guardian_tie": "暗记姑侄",
    "guardian_phone": "13900007004",
    "id_number": "11010519491231002X",
    "birth": "1949-12-31",
    "sex": "女",
    "note": "暗记另一条备注",
}
FREE = {
    CONSENTS: {"note": "暗记同意备注"},
    VISITS: {"visitors": "甄不露、尉迟不露", "found": "暗记走访情况", "brought": "暗记带去的"},
    WISHES: {"verified": "暗记核实情况", "note": "暗记心愿备注"},
    CLAIMS: {"received_by": "甄不露", "feedback": "暗记反馈", "revisit": "暗记回访", "note": "暗记认领备注"},
    CLAIM_GOODS: {"note": "暗记物品备注"},
    HOUSEHOLDS: {"note": "暗记家庭备注"},
}
SECRETS = {
    *(value for values in (PERSON, OTHER) for key, value in values.items() if key != "sex"),
    *(value for values in FREE.values() for value in values.values() if "、" not in value),
    *("不露", "暗记", "暗巷"),
}
DAY = "2021-10-08"


def live(database, folder):
    """Somebody with a mark in each field lives through a wish; return the numbers of what there is then."""
    person = create(database, BENEFICIARIES, PERSON)
    for purpose in ("公开心愿", "拍摄照片"):
        values = {"purpose": purpose, "given_on": "2021-08-25", "how": "口头"} | FREE[CONSENTS]
        consent = create(database, CONSENTS, values, beneficiary_id=person)
    visit = create(database, VISITS, {"visited_on": DAY} | FREE[VISITS], beneficiary_id=person)
    days = {"collected_on": "2021-08-25", "verified_on": "2021-08-26", "published_on": "2021-08-27"}
    values = {"round": "2021年第1轮", "content": "想要一盏灯"} | days | FREE[WISHES]
    wish = create(database, WISHES, values, beneficiary_id=person)
    delivered = {"claimed_on": DAY, "realised_on": DAY, "delivered_by": "贺翀远", "revisited_on": DAY}
    answered = {"claimant": "兰州一中", "feedback_on": DAY, "satisfaction": "满意"}
    claim = create(database, CLAIMS, delivered | answered | FREE[CLAIMS], wish_id=wish)
    good = create(database, CLAIM_GOODS, {"item": "灯"} | FREE[CLAIM_GOODS], claim_id=claim)
    with database.read() as session:
        household = session.scalars(select(Beneficiary.household_id).where(Beneficiary.id == person)).one()
    found = {BENEFICIARIES: person, CONSENTS: consent, VISITS: visit, WISHES: wish, CLAIMS: claim, CLAIM_GOODS: good}
    for listing in (CLAIMS, VISITS, CONSENTS):
        (found[ATTACHMENTS],) = add(database, listing, found[listing], [photo(folder / "甄不露领灯.png")]).numbers
        put(database, ATTACHMENTS, found[ATTACHMENTS], "caption", "暗记说明")
    return found | {HOUSEHOLDS: household}


def change_all(database, found):
    for listing, values in FREE.items():
        for key, typed in values.items():
            put(database, listing, found[listing], key, f"{typed}二")
    for key, typed in OTHER.items():
        if key not in ("birth", "sex", "id_number"):
            put(database, BENEFICIARIES, found[BENEFICIARIES], key, typed)
    put(database, BENEFICIARIES, found[BENEFICIARIES], "id_number", OTHER["id_number"])  # birth and sex follow


def go_and_come_back(database, found):
    """A second wish is returned; things are removed, brought back and removed again."""
    values = {"round": "2021年第1轮", "content": "灯", "collected_on": DAY}
    other = create(database, WISHES, values, beneficiary_id=found[BENEFICIARIES])
    with database.write("退回") as session:
        close_wish(session, session.get_one(Wish, other), "退回", "暗记退回原因")
    going = [(listing, found[listing]) for listing in (ATTACHMENTS, VISITS, CONSENTS)] + [(WISHES, other)]
    for listing, number in going:
        remove(database, listing, number)
    with database.read() as session:
        gone = recycle_bin(session)
    for removed in gone:
        bring_back(database, removed)
    database.undo()
    database.redo()
    for listing, number in going[1::2]:
        remove(database, listing, number)


def test_no_protected_value_is_read_in_history_recycle_bin_or_labels(office, tmp_path):
    last = actions(office)[0].id
    found = live(office, tmp_path)
    note(office, [found[BENEFICIARIES]])
    change_all(office, found)
    go_and_come_back(office, found)
    assert check(office)[1] == []
    with office.read() as session:
        connection = session.connection()
        done = [action for action in history.actions(connection) if action.id > last]
        told = [line for action in done for line in lines(connection, history.changes(connection, action.id))]
        bin_ = recycle_bin(session)
    texts = [action.label for action in done] + [removed.name for removed in bin_]
    texts += [part for line in told for part in (line.record, line.title, line.old, line.new)]
    assert [text for text in texts if any(secret in text for secret in SECRETS)] == []
    assert {removed.name for removed in bin_} == {"尉迟**", "2021-1-022"}
    assert "还原走访：尉迟**" in texts
    assert "给认领添加附件 1 个" in texts
    shown = {(line.title, line.old, line.new) for line in told}
    for expected in (
        ("姓名", "甄**", "尉迟**"),
        ("家庭", "甄**", "尉迟**"),
        ("住址", HIDDEN, HIDDEN),
        ("困难类型", "", HIDDEN),
        ("监护人", HIDDEN, HIDDEN),
        ("许愿人", "", "尉迟**"),
        ("签收人", "", HIDDEN),
        ("核实情况", HIDDEN, HIDDEN),
        ("走访人", "", "甄**、尉迟**"),
        ("送达人", "", "贺翀远"),
        ("心愿内容", "", "想要一盏灯"),
        ("文件名", "", HIDDEN),
    ):
        assert expected in shown


def test_the_history_of_other_records_is_told_in_full(office, tmp_path):
    put(office, PERSONS, 1, "address", "甲巷一号")
    add(office, SHIFTS, 2, [photo(tmp_path / "合影.png")])
    with office.read() as session:
        connection = session.connection()
        told = [
            (line.title, line.new)
            for action in history.actions(connection, limit=2)
            for line in lines(connection, history.changes(connection, action.id))
        ]
    assert ("住址", "甲巷一号") in told
    assert ("文件名", "合影.png") in told
    assert actions(office)[0].label == "添加附件“合影.png”"


def rows_of(database, listing, number):
    with database.read() as session:
        return session.execute(attached_to(listing).of(number).rows()).all()


@pytest.mark.parametrize(
    ("listing", "model", "called"),
    [(CLAIMS, Claim, "认领：2021-1-001"), (VISITS, Visit, "走访：1 号"), (CONSENTS, Consent, "同意书：1 号")],
    ids=["claim", "visit", "consent"],
)
def test_claims_visits_and_consents_have_attachments_and_are_called_without_a_name(
    office, tmp_path, listing, model, called
):
    before = everything(office)
    added = add(office, listing, 1, [photo(tmp_path / "一.png"), photo(tmp_path / "二.png", "red"), tmp_path / "无"])
    assert len(added.numbers) == 2
    assert len(added.refused) == 1
    assert {ATTACHMENTS.value(row, "owner") for row in rows_of(office, listing, 1)} == {called}
    with office.read() as session:
        assert owner_name(session, listing, 1) == called
    assert "已经添加过" in add(office, listing, 1, [tmp_path / "一.png"]).refused[0]
    file_of(office.folder, rows_of(office, listing, 1)[0]).unlink()
    (wrong,) = check(office)[1]
    assert f"附件“一.png”（{called}）的文件不见了" in wrong
    assert "补好" in add(office, listing, 1, [tmp_path / "一.png"]).refused[0]
    copied = backup(office, tmp_path / "copies")
    office.undo()
    assert everything(office) == before
    office.redo()
    restore(copied, tmp_path / "other")
    other = Database(tmp_path / "other" / FILE)
    assert len(rows_of(other, listing, 1)) == 2
    assert check(other)[1] == []
    other.close()


def public(database):
    with database.read() as session:
        return set(session.scalars(ATTACHMENTS.filtered(*ATTACHMENTS.public).keys()))


def agree_to(database, number, consent="同意"):
    put(database, ATTACHMENTS, number, "consent", consent, "照片同意")


def test_a_photo_of_a_claim_is_public_only_while_the_person_agrees_to_photos(office, tmp_path):
    (number,) = add(office, CLAIMS, 1, [photo(tmp_path / "一.png")]).numbers  # 皇甫念, who agreed to photos
    before = public(office)
    assert number not in before
    agree_to(office, number)
    assert public(office) == before | {number}
    with office.read() as session:
        consent = session.scalars(
            select(Consent.id).where(Consent.beneficiary_id == 3, Consent.purpose == "拍摄照片")
        ).one()
    put(office, CONSENTS, consent, "withdrawn_on", "2021-10-01")
    assert public(office) == before
    put(office, ATTACHMENTS, number, "caption", "领灯")  # other words about it can still be put right
    agree_to(office, number, "未问")
    with pytest.raises(UserError, match="没有同意拍照的记录") as refused:
        agree_to(office, number)
    assert refused.value.field == "consent"
    assert [office.undo() for _ in range(3)] == ["照片同意", "改", "改"]
    assert public(office) == before | {number}
    assert check(office)[1] == []


def test_a_photo_nobody_agreed_to_is_not_said_to_be_agreed(office, tmp_path):
    (number,) = add(office, CLAIMS, 3, [photo(tmp_path / "一.png")]).numbers  # 晁婉贞, who agreed to no photos
    with pytest.raises(UserError, match="没有同意拍照的记录，照片不能写“同意”") as refused:
        agree_to(office, number)
    assert refused.value.field == "consent"
    agree_to(office, number, "不同意")
    (other,) = add(office, ACTIVITIES, 3, [photo(tmp_path / "一.png")]).numbers  # whose number is that of the claim
    agree_to(office, other)
    copy = (
        "INSERT INTO attachment(uid, version, owner, owner_id, name, consent, media_type, size, sha256) "
        "SELECT 'x', 1, owner, owner_id, name, '同意', media_type, size, 'x' FROM attachment "
        "WHERE owner = 'claim' AND owner_id = 3"
    )
    with pytest.raises(UserError, match="没有同意拍照的记录"), office.write("直接写") as session:
        session.execute(text(copy))


def test_photos_of_visits_and_scans_of_consents_are_never_public(office, tmp_path):
    before = public(office)
    for listing in (VISITS, CONSENTS):
        (number,) = add(office, listing, 1, [photo(tmp_path / "一.png")]).numbers
        agree_to(office, number)
    assert public(office) == before


def test_what_hangs_on_somebody_goes_and_comes_back_with_the_person(office, tmp_path):
    number = create(office, BENEFICIARIES, {"name": "暂住人", "hardship": "低保、残疾"})
    values = {"purpose": "公开心愿", "given_on": DAY, "how": "书面"}
    consent = create(office, CONSENTS, values, beneficiary_id=number)
    add(office, CONSENTS, consent, [photo(tmp_path / "书.png")])
    note(office, [number])
    before = everything(office), openings(office)
    remove(office, BENEFICIARIES, number)
    with office.read() as session:
        for model, column in ((BeneficiaryHardship, "owner_id"), (Opening, "beneficiary_id")):
            assert session.scalars(select(model.id).where(getattr(model, column) == number)).all() == []
        (removed,) = recycle_bin(session)
    bring_back(office, removed)
    assert (everything(office), openings(office)) == before
    assert actions(office)[0].label == "还原帮扶对象：暂**"
    assert check(office)[1] == []
