"""Service certificates: who gets one, what it says for ever, how it is numbered, revoked and taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, text, update

from db.activities.models import Activity, Service, Shift
from db.activities.services import SERVICES, as_planned
from db.certificates.choices import CERTIFICATE_CONTACT, CERTIFICATE_NUMBER
from db.certificates.issuing import Snapshot, candidates, issue, issuing_offices, serving, sift, usual
from db.certificates.listings import CERTIFICATES, DIFFERS, REVOKED, VALID, note_printed, revoke
from db.certificates.models import Certificate
from db.check import check
from db.core import settings
from db.core.errors import UserError
from db.core.work import Cancelled
from db.describe import lines
from db.office.models import Office
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import history
from db.storage.history import ConflictError
from db.teams.models import Team
from db.volunteers.listings import VOLUNTEERS

TODAY = date.today()
NUMBER = "11010519491231002X"  # GB 11643, the standard's own example
OTHER = "360426199101010071"


def person(session, name):
    return session.scalars(select(Person.id).where(Person.name == name)).one()


def common(session, **changes):
    office = session.scalars(select(Office).where(Office.name == "畅家巷社区")).one()
    return replace(usual(session, office, TODAY), **changes)


def give(database, names, **changes):
    with database.write("出具") as session:
        made = issue(session, [person(session, name) for name in names], common(session, **changes))
        return [one.id for one in made]


def shown(database, number, key="standing"):
    with database.read() as session:
        return CERTIFICATES.value(CERTIFICATES.one(session, number), key)


def stored(database, number):
    with database.read() as session:
        row = session.get_one(Certificate, number)
        return {column.name: getattr(row, column.name) for column in Certificate.__table__.columns}


def identify(database, **numbers):
    with database.write("登记证件") as session:
        for name, number in numbers.items():
            PERSONS["id_number"].put(session, session.get_one(Person, person(session, name)), number)
            session.flush()


def count(database):
    with database.read() as session:
        return len(session.scalars(select(Certificate.id)).all())


@pytest.fixture
def known(office):
    """The sample office; two more of its volunteers have a document."""
    identify(office, 戴素馨=NUMBER, 雷昱川=OTHER)
    return office


def test_the_sample_has_one_certificate_to_the_minute(office):
    with office.read() as session:
        row = session.scalars(select(Certificate)).one()
        kept = Snapshot.from_text(row.snapshot)
        assert CERTIFICATES.value(CERTIFICATES.one(session, row.id), "standing") == VALID
    assert (row.number, row.minutes, row.issuer) == ("〔2021〕志证1号", 250, "酒泉路街道畅家巷社区居民委员会")
    assert (kept.name, kept.id_type, kept.volunteer_number) == ("蒲桂棠", "居民身份证", "CJX2021001")
    assert [(one.day, one.arrived, one.left, one.minutes) for one in kept.rows] == [
        ("2021-08-30", 540, 690, 150),
        ("2021-08-30", 870, 970, 100),
    ]
    assert {(one.activity, one.content, one.team) for one in kept.rows} == {
        ("环境卫生与垃圾分类宣传", "环境卫生、垃圾分类", "畅大妈志愿服务队")
    }
    assert check(office)[1] == []


def test_numbers_go_on_within_the_year_and_begin_anew_in_the_next(known):
    first, second = give(known, ["雷昱川", "戴素馨"], issued_on=date(2021, 12, 30))
    assert [shown(known, n, "number") for n in (first, second)] == ["〔2021〕志证2号", "〔2021〕志证3号"]
    assert [shown(known, n, "person") for n in (first, second)] == ["戴素馨", "雷昱川"]  # in the order of names
    (third,) = give(known, ["雷昱川"], issued_on=date(2022, 1, 4))
    assert shown(known, third, "number") == "〔2022〕志证1号"


def test_a_number_may_be_typed_and_the_others_follow_it_past_those_taken(known):
    give(known, ["雷昱川"], number="〔2022〕志证9号", issued_on=date(2022, 1, 4))
    made = give(known, ["雷昱川", "戴素馨"], number="〔2022〕志证8号", issued_on=date(2022, 1, 4))
    assert [shown(known, n, "number") for n in made] == ["〔2022〕志证8号", "〔2022〕志证10号"]
    (free,) = give(known, ["雷昱川"], number="畅志证（特）甲", issued_on=date(2022, 1, 4))
    assert shown(known, free, "number") == "畅志证（特）甲"
    with pytest.raises(UserError, match="编号请写成“〔2022〕志证1号”") as refused:
        give(known, ["雷昱川", "戴素馨"], number="乙", issued_on=date(2022, 1, 4))
    assert refused.value.field == "number"


def test_the_office_chooses_how_it_numbers_but_each_number_must_differ(known):
    with known.write("设置") as session:
        settings.put(session, CERTIFICATE_NUMBER, "畅居证({次})")
    made = give(known, ["雷昱川", "戴素馨"])
    assert [shown(known, n, "number") for n in made] == ["畅居证(1)", "畅居证(2)"]
    with pytest.raises(UserError, match="要有一个"), known.write("设置") as session:
        settings.put(session, CERTIFICATE_NUMBER, "畅居证")


@pytest.mark.parametrize(
    ("name", "changes", "sentence", "field"),
    [
        ("车凤苓", {}, "车凤苓没有登记证件号码.*请先在“人员”里填写", ""),
        ("雷昱川", {"first": date(2022, 1, 1)}, "雷昱川在这段时间没有畅家巷社区主办活动的服务时长", ""),
        ("雷昱川", {"last": date(2021, 8, 29)}, "没有畅家巷社区主办活动的服务时长", ""),
        ("任重山", {}, "任重山在这段时间没有畅家巷社区主办活动的服务时长", ""),
        ("燕振戈", {}, "燕振戈在这段时间没有畅家巷社区主办活动的服务时长", ""),  # he served for 杨家园 only
        ("雷昱川", {"first": date(2021, 9, 2), "last": date(2021, 9, 1)}, "服务止早于服务起", "last"),
        ("雷昱川", {"last": TODAY + timedelta(days=1)}, "服务期间不能超过出具日期", "last"),
        ("雷昱川", {"first": TODAY + timedelta(days=1)}, "服务期间不能超过出具日期", "last"),
        ("雷昱川", {"issued_on": TODAY + timedelta(days=1)}, "出具日期在今天之后", "issued_on"),
        ("雷昱川", {"number": "〔2021〕志证1号"}, "证明编号已经用过", "number"),
        ("雷昱川", {"head": ""}, "负责人不能为空", "head"),
        ("雷昱川", {"contact": ""}, "联系电话不能为空", "contact"),
    ],
)
def test_what_can_not_be_certified_is_refused_in_one_sentence_and_nothing_stored(known, name, changes, sentence, field):
    with pytest.raises(UserError, match=sentence) as refused:
        give(known, [name], **changes)
    assert refused.value.field == field
    assert "\n" not in str(refused.value)
    assert count(known) == 1


def test_nobody_and_somebody_who_is_gone_are_refused(known):
    with known.write("登记") as session:
        number = PERSONS.create(session, {"name": "过客"}).id
    known.undo()
    for persons, sentence in (([], "请先选要出具证明的人"), ([number], "已被删除")):
        with pytest.raises(UserError, match=sentence), known.write("出具") as session:
            issue(session, persons, common(session))


def test_of_several_nobody_is_served_unless_all_can_be_and_each_reason_is_named(known):
    with pytest.raises(UserError, match=r"有 2 人不能出具.*车凤苓没有登记.*燕振戈在这段时间没有") as refused:
        give(known, ["雷昱川", "燕振戈", "车凤苓"])
    assert "雷昱川" not in str(refused.value)
    assert count(known) == 1
    with known.read() as session:
        asked = [person(session, name) for name in ("雷昱川", "车凤苓", "戴素馨", "雷昱川")]
        ready, refused = sift(session, asked, common(session))
        assert ready == [person(session, "戴素馨"), person(session, "雷昱川")]
    assert [line.partition("没有")[0] for line in refused] == ["车凤苓"]


def test_two_of_one_name_are_told_apart_where_one_is_refused(known):
    with known.write("同名") as session:
        twin = PERSONS.create(session, {"name": "雷昱川"}).id
    with pytest.raises(UserError, match=f"雷昱川#{twin}在这段时间"), known.write("出具") as session:
        issue(session, [twin], common(session))


def test_no_volunteer_number_and_no_registration_stand_in_nobodys_way(known):
    with known.write("登记护照") as session:
        row = session.get_one(Person, person(session, "贺翀远"))
        row.id_type, row.id_number = "护照", "E12345678"
    (number,) = give(known, ["贺翀远"])
    kept = Snapshot.from_text(stored(known, number)["snapshot"])
    assert (kept.volunteer_number, kept.id_type, kept.id_number) == ("", "护照", "E12345678")


def test_only_hours_of_the_offices_own_activities_and_of_the_period_count(known):
    with known.write("别的社区") as session:
        yang = session.scalars(select(Office).where(Office.name == "杨家园社区")).one()
        activity = Activity(title="防汛演练", office_id=yang.id)
        session.add(activity)
        session.flush()
        shift = Shift(activity_id=activity.id, held_on=date(2021, 9, 1), starts=540, ends=600)
        session.add(shift)
        session.flush()
        row = Service(shift_id=shift.id, person_id=person(session, "雷昱川"))
        session.add(row)
        session.flush()
        as_planned(session, [row.id])
        other = yang.id
    assert shown(known, give(known, ["雷昱川"])[0], "minutes") == 250
    with known.write("出具") as session:
        changes = {"office_id": other, "issuer": "杨家园社区居民委员会"}
        made = issue(session, [person(session, "雷昱川")], common(session, **changes))[0]
        assert (made.minutes, made.number) == (60, f"〔{TODAY.year}〕志证1号")  # each office numbers its own


def test_what_a_grid_held_is_certified_by_its_community_which_alone_issues(known):
    with known.write("网格") as session:
        grid = session.scalars(select(Office).where(Office.name == "畅家巷第一网格")).one()
        session.get_one(Activity, 2).office_id = grid.id
    assert shown(known, give(known, ["雷昱川"])[0], "minutes") == 250
    assert shown(known, 1) == VALID
    with known.read() as session:
        assert [name for _, name in issuing_offices(session)] == ["畅家巷社区", "杨家园社区"]


def test_the_snapshot_stays_when_hours_are_edited_and_the_register_says_they_differ(known):
    (number,) = give(known, ["雷昱川"])
    before = stored(known, number)
    with known.write("作废") as session:
        service = session.scalars(select(Service).where(Service.person_id == person(session, "雷昱川"))).first()
        SERVICES["void"].put(session, service, "登记到别人名下")
    assert shown(known, number) == DIFFERS
    with known.write("改名") as session:
        PERSONS["name"].put(session, session.get_one(Person, before["person_id"]), "雷昱山")
    assert stored(known, number) == before
    assert Snapshot.from_text(before["snapshot"]).name == "雷昱川"
    assert sum(row.minutes for row in Snapshot.from_text(before["snapshot"]).rows) == before["minutes"] == 250
    known.undo()
    known.undo()
    assert shown(known, number) == VALID


def test_hours_after_the_day_of_issue_make_no_difference(known):
    (number,) = give(known, ["雷昱川"], issued_on=date(2021, 8, 31))
    with known.write("后来又服务") as session:
        shift = Shift(activity_id=2, held_on=date(2021, 9, 1), starts=540, ends=600)
        session.add(shift)
        session.flush()
        row = Service(shift_id=shift.id, person_id=person(session, "雷昱川"))
        session.add(row)
        session.flush()
        as_planned(session, [row.id])
    assert shown(known, number) == VALID
    assert shown(known, give(known, ["雷昱川"])[0], "minutes") == 310


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "〔2021〕志证9号"),
        ("person_id", 1),
        ("minutes", 999),
        ("first", date(2020, 1, 1)),
        ("last", None),
        ("issued_on", date(2021, 9, 7)),
        ("snapshot", "{}"),
        ("issuer", "某某居民委员会"),
        ("head", "别人"),
        ("clerk", "别人"),
        ("contact", "12345"),
        ("purpose", None),
        ("office_id", 1),
    ],
)
def test_nothing_that_is_printed_can_be_changed(office, column, value):
    before = stored(office, 1)
    with pytest.raises(UserError, match="证明出具以后不能改"), office.write("改") as session:
        session.execute(update(Certificate).values({column: value}))
    assert stored(office, 1) == before


def test_one_that_was_printed_is_kept_one_that_was_not_may_be_removed(known):
    printed, bare = give(known, ["雷昱川", "戴素馨"])
    with known.write("打印") as session:
        note_printed(session, [printed])
    with pytest.raises(UserError, match="要留在登记簿里"), known.write("删除") as session:
        CERTIFICATES.remove(session, [bare, printed])
    with pytest.raises(UserError, match="要留在登记簿里"), known.write("删除") as session:
        session.execute(delete(Certificate).where(Certificate.id == printed))
    with known.write("删除") as session:
        CERTIFICATES.remove(session, [bare])
    assert count(known) == 2


def test_undo_does_not_take_the_issuing_back_where_it_was_printed_at_once(known):
    """What was printed is out of the house: two papers would have one number."""
    with known.write("出具并打印") as session:
        made = issue(session, [person(session, name) for name in ("雷昱川", "戴素馨")], common(session))
        note_printed(session, [one.id for one in made])
    with pytest.raises(UserError, match=r"要留在登记簿里.*撤销证明"):
        known.undo()
    assert [shown(known, one.id, "printed") for one in made] == [1, 1]
    assert check(known)[1] == []


def test_a_printing_is_no_step_of_undo_and_the_issuing_before_it_stands(known):
    give(known, ["雷昱川"])
    (number,) = give(known, ["戴素馨"])
    with known.write("打印证明", kind=history.PAPER) as session:
        note_printed(session, [number])
    assert shown(known, number, "printed") == 1
    with known.read() as session:
        assert history.next_undo(session.connection(), known.workstation).label == "出具"
    with pytest.raises(ConflictError, match=r"不能撤销“出具”：后来已“打印.*收不回来"):
        known.undo()
    with known.read() as session:
        noted = history.actions(session.connection())[0]
    assert noted.kind == history.PAPER
    with pytest.raises(UserError, match="不能撤销"):
        known.undo(noted.id)
    assert shown(known, number, "printed") == 1


def test_a_number_taken_back_is_free_again(known):
    give(known, ["雷昱川"])
    known.undo()
    (number,) = give(known, ["戴素馨"])
    assert shown(known, number, "number") == f"〔{TODAY.year}〕志证1号"


def test_a_certificate_is_revoked_with_a_reason_stays_and_is_printed_no_more(known):
    (number,) = give(known, ["雷昱川"])
    with pytest.raises(UserError, match="写明撤销的原因"), known.write("撤销证明") as session:
        revoke(session.get_one(Certificate, number), "　", TODAY)
    with known.write("撤销证明") as session:
        revoke(session.get_one(Certificate, number), "时长有误", TODAY)
    assert shown(known, number) == REVOKED
    assert (shown(known, number, "revoked_on"), shown(known, number, "reason")) == (TODAY, "时长有误")
    with pytest.raises(UserError, match="已经撤销，不能再打印"), known.write("打印") as session:
        note_printed(session, [number])
    with pytest.raises(UserError, match="不用再撤"), known.write("撤销证明") as session:
        revoke(session.get_one(Certificate, number), "再撤一次", TODAY)
    with pytest.raises(UserError, match="要留在登记簿里"), known.write("删除") as session:
        CERTIFICATES.remove(session, [number])
    assert known.undo() == "撤销证明"
    assert shown(known, number) == VALID


def test_a_person_with_a_certificate_is_not_removed(known):
    give(known, ["雷昱川"])
    with pytest.raises(UserError, match="服务证明 1 条"), known.write("删除") as session:
        PERSONS.remove(session, [person(session, "雷昱川")])


def test_a_certificate_is_neither_typed_nor_imported(office):
    with pytest.raises(UserError, match="由服务记录生成"), office.write("新增") as session:
        CERTIFICATES.create(session, {"number": "甲", "person": "雷昱川"})


def test_the_history_names_it_and_shows_no_document(office):
    with office.read() as session:
        (row,) = session.execute(text("SELECT after FROM change WHERE table_name = 'certificate'")).one()
        found = history.changes_of(session.connection(), "certificate", 1)
        told = [(line.record, line.new) for line in lines(session.connection(), found)]
    assert "62010219580315000X" in row  # what undo plays from
    assert ("服务证明 〔2021〕志证1号", "蒲桂棠") in told
    assert not any("62010219580315000X" in new for _, new in told)


def test_a_cancelled_batch_leaves_nothing(known):
    def stop(done, total):
        assert total == 2
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled), known.write("出具") as session:
        issue(session, [person(session, name) for name in ("雷昱川", "戴素馨")], common(session), stop)
    assert count(known) == 1
    assert known.undo() == "登记证件"


def test_the_candidates_are_those_with_hours_and_of_a_team_those_who_were_in_it_then(known):
    with known.read() as session:
        terms = common(session)
        listing = candidates(terms.office_id, *terms.period)
        aunts = session.scalars(select(Team.id).where(Team.name == "畅大妈志愿服务队")).one()
        all_of_them = session.execute(serving(listing, terms).rows()).all()
        team = session.execute(serving(listing, terms, aunts).rows()).all()
        early = replace(terms, last=date(2021, 8, 29))
        assert not session.execute(serving(candidates(early.office_id, *early.period), early, aunts).rows()).all()
    assert [listing.label_of(row) for row in team] == ["车凤苓", "戴素馨", "景玉芍", "蒲桂棠"]
    assert len(all_of_them) == 10
    assert {listing.value(row, "outcome") for row in team} == {"可以出具", "没有证件号码"}
    assert [listing.value(row, "lately") for row in team] == [None, None, None, date(2021, 9, 6)]


def test_what_the_settings_leave_open_is_taken_from_the_office(office):
    with office.write("设置") as session:
        settings.put(session, CERTIFICATE_CONTACT, "")
        session.get_one(Office, 3).phone = "0931-1234567"
        session.flush()
        street = session.scalars(select(Office).where(Office.level == "街道")).first()
        assert usual(session, session.get_one(Office, 3), TODAY).contact == "0931-1234567"
        assert usual(session, street, TODAY).issuer == street.name


def test_a_volunteers_total_and_the_certificate_agree(known):
    (number,) = give(known, ["雷昱川"])
    with known.read() as session:
        (row,) = VOLUNTEERS.fetch(session, VOLUNTEERS.ids(session, "雷昱川"))
    assert shown(known, number, "minutes") == VOLUNTEERS.value(row, "minutes")
