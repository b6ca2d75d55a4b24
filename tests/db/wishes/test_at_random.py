"""Two clerks take wishes through any steps, back and forth: whatever they do, the rows agree and all can be undone."""

import shutil
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from db.access_log import note
from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.hardship.listings import BENEFICIARIES, CONSENTS
from db.hardship.models import PUBLISH, PURPOSES, Beneficiary, Consent
from db.office.models import Office
from db.people.listings import ORGANISATIONS
from db.people.models import Organisation
from db.storage import history
from db.storage.sqlite_driver import FILE
from db.wishes.claim_models import Claim, ClaimGood
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    COLLECTED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WAY,
    WISH_ROUNDS,
    WISHES,
)
from db.wishes.models import CARRIED, RETURNED, WITHDRAWN, Wish, WishRound
from db.wishes.steps import (
    STEPS,
    advance,
    cancel_claim,
    carry_over,
    carry_over_all,
    close_wish,
    live_claim,
    state,
    step_back,
)
from tests.db.changes import everything, question

CLERKS = ("甲", "乙")
UNITS = ("一中", "银行", "报社")
BEGINS = date(2021, 8, 20)
SHOWN = (WISHES, WISH_ROUNDS, CLAIMS, CLAIM_GOODS, CONSENTS, BENEFICIARIES, ORGANISATIONS)

WISH = st.integers(0, 4)  # which of the wishes there are, in the order of their numbers
DAY = st.integers(1, 9).map(lambda days: BEGINS + timedelta(days))
PERSON = st.integers(1, 2)
ONWARD = st.tuples(st.just("on"), WISH, st.integers(1, 3))
STEP = st.one_of(
    *[ONWARD] * 12,  # most of the time things go on
    st.tuples(st.just("take"), WISH, st.sampled_from(WAY[1:]), DAY, st.booleans()),
    *[st.tuples(st.just("back"), WISH, st.sampled_from(WAY))] * 2,
    st.tuples(st.just("cancel"), WISH, DAY),
    st.tuples(st.just("close"), WISH, st.sampled_from([RETURNED, WITHDRAWN]), DAY),
    st.tuples(st.just("carry"), WISH, DAY),
    st.tuples(st.just("carry_all"), DAY),
    st.tuples(st.just("agree"), PERSON, st.sampled_from(PURPOSES), DAY),
    *[st.tuples(st.just("withdraw"), PERSON, st.sampled_from(PURPOSES), DAY)] * 2,
    st.tuples(st.just("goods"), WISH, st.sampled_from([None, 0, 1, 4550])),
    st.tuples(st.just("claimants"), WISH, st.sampled_from(["一中", "银行、报社"])),
    st.tuples(st.just("redate"), WISH, st.sampled_from(["published_on", "verified_on", "collected_on"]), DAY),
    st.tuples(st.just("new"), PERSON),
    st.tuples(st.just("remove"), st.sampled_from([WISHES, CLAIMS, CLAIM_GOODS]), WISH),
    st.tuples(st.just("look"), PERSON),
    *[st.tuples(st.just("undo"), st.integers(0, 5))] * 2,
    st.tuples(st.just("redo")),
)
BY_CLERKS = st.lists(st.tuples(st.integers(0, 1), STEP), min_size=8, max_size=30)
FIRST = (CLAIMED, PUBLISHED, ANSWERED)  # how far the wishes are that there are in the beginning


def prepare(database):
    """Two people who agreed to everything, three wishes of theirs and who may claim them."""
    with database.write("准备", kind="system") as session:
        session.add(Office(name="社区", code="620102001009", level="社区"))
        session.add_all(Organisation(name=name) for name in UNITS)
        session.add_all(Beneficiary(name=name) for name in ("瞿守拙", "晁婉贞"))
        session.flush()
        session.add_all(
            Consent(beneficiary_id=person, purpose=purpose, given_on=BEGINS, how="书面")
            for person in (1, 2)
            for purpose in PURPOSES
        )
        session.add(WishRound(office_id=1, year=2021, number=1))
        session.flush()
        for person, reached in zip((1, 2, 1), FIRST, strict=True):
            wish = make(session, person)
            for _ in WAY[: WAY.index(reached)]:
                onward(session, wish)


def make(session, person):
    wish = Wish(round_id=1, beneficiary_id=person, content="想要一盏灯", cost=10_000, collected_on=BEGINS)
    session.add(wish)
    session.flush()
    return wish


def do(database, step):
    kind, *rest = step
    if kind == "undo":
        standing = standing_in(database)
        if rest[0] < len(standing):
            database.undo(standing[-1 - rest[0]])
    elif kind == "redo":
        database.redo()
    elif kind == "look":
        note(database, [rest[0]])
    else:
        with database.write(kind) as session:
            change(session, kind, rest)


def standing_in(database):
    """The numbers of the actions that stand, the first first."""
    with database.read() as session:
        found = history.actions(session.connection())
    return [one.id for one in reversed(found) if one.kind == "do" and not one.undone]


def nth(session, model, place):
    numbers = session.scalars(select(model.id).order_by(model.id)).all()
    if place >= len(numbers):
        raise UserError("没有这么多")
    return numbers[place]


def change(session, kind, rest):
    if kind == "carry_all":
        carry_over_all(session, 1, rest[0])
    elif kind in ("agree", "withdraw"):
        consent(session, kind, *rest)
    elif kind == "new":
        make(session, *rest)
    elif kind == "remove":
        listing, place = rest
        listing.remove(session, [nth(session, listing.model, place)])
    else:
        wish = session.get_one(Wish, nth(session, Wish, rest[0]))
        change_wish(session, kind, wish, rest[1:])


def consent(session, kind, person, purpose, day):
    if kind == "agree":
        values = {"purpose": purpose, "given_on": day.isoformat(), "how": "口头", "given_by": "本人"}
        CONSENTS.create(session, values, beneficiary_id=person)
        return
    live = (Consent.beneficiary_id == person, Consent.purpose == purpose, Consent.withdrawn_on.is_(None))
    for row in session.scalars(select(Consent).where(*live)):
        CONSENTS["withdrawn_on"].put(session, row, day.isoformat())


def change_wish(session, kind, wish, rest):
    if kind == "on":
        for _ in range(rest[0]):
            onward(session, wish)
    elif kind == "take":
        move(session, wish, *rest)
    elif kind == "back":
        step_back(session, wish, rest[0])
    elif kind == "close":
        close_wish(session, wish, rest[0], "重复", rest[1])
    elif kind == "carry":
        carry_over(session, wish, rest[0])
    elif kind == "redate":
        WISHES[rest[0]].put(session, wish, rest[1].isoformat())
    elif (claim := live_claim(session, wish.id)) is not None:
        change_claim(session, kind, claim, rest[0])


def change_claim(session, kind, claim, what):
    if kind == "cancel":
        cancel_claim(session, claim, "没空", what)
    elif kind == "goods":
        session.add(ClaimGood(claim_id=claim.id, item="灯", value=what))
    else:
        CLAIMS["claimant"].put(session, claim, what)


def onward(session, wish):
    """The next step, a day after the one before it."""
    place = WAY.index(reached) if (reached := state(session, wish.id)) in WAY else len(WAY)
    for to in WAY[place + 1 : place + 2]:
        move(session, wish, to, BEGINS + timedelta(place + 1), whole=True)


def move(session, wish, to, day, whole):
    """Take a step; where it isn't whole, without what only the one can say who knows."""
    more = {
        CLAIMED: {"claimant": "一中、银行"},
        REALISED: {"delivered_by": "贺翀远", "received_by": "邻居"},
        ANSWERED: {"satisfaction": "满意", "feedback": "好"},
    }
    advance(session, wish, to, {STEPS[to].day: day.isoformat()} | (more.get(to, {}) if whole else {}))


def picture(database):
    return everything(database, SHOWN)


def rows_of(session, table):
    return [dict(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


PAIRS = {  # of a step: the columns of its day and of its actor, without their endings
    "wish": {name: (name,) for name in ("collected", "verified", "published", "closed", "archived")},
    "claim": {name: (name,) for name in ("claimed", "handed", "feedback", "revisited", "cancelled")}
    | {"realised": ("delivered", "received")},
}


def sound(database):
    """What must hold of the rows, whoever did what to them."""
    with database.read() as session:
        wishes, claims, goods = (rows_of(session, table) for table in ("wish", "claim", "claim_good"))
        agreed = {
            row["beneficiary_id"]
            for row in rows_of(session, "consent")
            if row["purpose"] == PUBLISH and row["withdrawn_on"] is None
        }
        shown = {listing.key: session.execute(question(listing)).all() for listing in (WISHES, CLAIMS, CLAIM_GOODS)}
        wall = session.scalars(WISHES.filtered(*WISHES.public).keys()).all()
    for table, rows in (("wish", wishes), ("claim", claims)):
        for row in rows:
            for day, actors in PAIRS[table].items():
                assert all((row[f"{day}_on"] is None) == (not row[f"{actor}_by"]) for actor in actors)
    live = {claim["wish_id"]: claim for claim in claims if claim["cancelled_on"] is None}
    assert len(live) == sum(claim["cancelled_on"] is None for claim in claims)  # one of a wish
    states = {row[0]: WISHES.value(row, "state") for row in shown["wishes"]}
    for wish in wishes:
        claim = live.get(wish["id"])
        assert states[wish["id"]] == expected_state(wish, claim)
        in_order(wish, claim)
    assert len({wish["code"] for wish in wishes}) == len(wishes)
    carried = {wish["carried_from_id"] for wish in wishes} - {None}
    assert carried <= {wish["id"] for wish in wishes if wish["outcome"] == CARRIED}
    assert set(wall) == {
        wish["id"]
        for wish in wishes
        if wish["published_on"] and not wish["outcome"] and wish["beneficiary_id"] in agreed
    }
    totals(wishes, claims, goods, shown)


def expected_state(wish, claim):
    if wish["outcome"]:
        return wish["outcome"]
    if wish["archived_on"]:
        return ARCHIVED
    if claim:
        steps = (("feedback_on", ANSWERED), ("realised_on", REALISED), ("handed_on", HANDED), ("claimed_on", CLAIMED))
        return next(said for key, said in steps if claim[key])
    return PUBLISHED if wish["published_on"] else VERIFIED if wish["verified_on"] else COLLECTED


def in_order(wish, claim):
    """No step without the one before it, nor on a day before that."""
    if claim:
        assert wish["published_on"]
        assert not wish["outcome"]
        steps = [wish["published_on"], *(claim[f"{step}_on"] for step in ("claimed", "handed", "realised", "feedback"))]
        taken = [day for day in steps if day]
        assert steps[: len(taken)] == taken
        assert taken == sorted(taken, key=str)
    assert wish["verified_on"] or not wish["published_on"]
    if wish["archived_on"]:
        assert claim
        assert claim["feedback_on"]
    assert len({wish[name] is None for name in ("outcome", "closed_on", "closed_by", "reason")}) == 1


def totals(wishes, claims, goods, shown):
    """What the listings add up is what the rows say, and only what was realised counts."""
    realised = {claim["id"] for claim in claims if claim["realised_on"]}
    worth = sum(good["value"] or 0 for good in goods if good["claim_id"] in realised)
    assert sum(WISHES.value(row, "cost") or 0 for row in shown["wishes"]) == sum(w["cost"] or 0 for w in wishes)
    assert sum(CLAIMS.value(row, "value") or 0 for row in shown["claims"]) == worth
    assert sum(CLAIM_GOODS.value(row, "realised") or 0 for row in shown["claim_goods"]) == worth
    assert sum(CLAIM_GOODS.value(row, "value") or 0 for row in shown["claim_goods"]) == sum(
        good["value"] or 0 for good in goods
    )
    assert sorted(row[0] for row in shown["claims"]) == [claim["id"] for claim in claims]
    done = [row for row in shown["wishes"] if WISHES.value(row, "realised_on")]
    assert len(done) == len(realised)


def undo_all(database, seen):
    """Take back what stands, the last first: each time it is as it was when just the rest stood."""
    while standing := standing_in(database):
        assert database.undo(standing[-1])
        assert standing_in(database) == standing[:-1]
        sound(database)
        now = picture(database)
        assert seen.get(tuple(standing[:-1]), now) == now
    assert picture(database) == seen[()]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    database = Database(folder / FILE, actor="程序")
    prepare(database)
    database.close()
    return folder


def opened(prepared, folder):
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    return [Database(folder / FILE, actor=clerk) for clerk in CLERKS]


def taken_in_turn(databases, steps):
    first = databases[0]
    seen = {(): picture(first)}
    for clerk, step in steps:
        try:
            do(databases[clerk], step)
        except UserError:
            continue  # refused: nothing may have changed by halves
        sound(databases[1 - clerk])  # the other one sees it
        seen.setdefault(tuple(standing_in(first)), picture(first))
    undo_all(first, seen)
    assert check(first)[1] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BY_CLERKS)
def test_whatever_two_clerks_do_in_turn_the_rows_agree_and_all_is_undone(prepared, tmp_path_factory, steps):
    databases = opened(prepared, tmp_path_factory.mktemp("turns"))
    taken_in_turn(databases, steps)
    for database in databases:
        database.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BY_CLERKS)
def test_the_same_holds_on_a_server(server, server_prepared, tmp_path_factory, steps):
    name = server.create(server_prepared)
    folder = tmp_path_factory.mktemp("served")
    databases = [Database(server.url(name), actor=clerk, folder=folder) for clerk in CLERKS]
    taken_in_turn(databases, steps)
    for database in databases:
        database.close()
    server.drop(name)


@pytest.fixture(scope="module")
def server_prepared(server, tmp_path_factory):
    name = server.create()
    database = Database(server.url(name), actor="程序", folder=tmp_path_factory.mktemp("server"))
    prepare(database)
    database.close()
    return name


def run(database, steps, barrier, failed):
    try:
        for step in steps:
            barrier.wait(60)  # both at the same moment
            with suppress(UserError):
                do(database, step)
            barrier.wait(60)
            sound(database)
    except BrokenBarrierError:
        pass
    except BaseException as error:
        failed.append(error)
        barrier.abort()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 10).flatmap(lambda size: st.tuples(*[st.lists(STEP, min_size=size, max_size=size)] * 2)))
def test_whatever_two_clerks_do_at_the_same_moment_the_rows_agree_and_all_is_undone(prepared, tmp_path_factory, steps):
    databases = opened(prepared, tmp_path_factory.mktemp("at-once"))
    seen = {(): picture(databases[0])}
    barrier, failed = Barrier(2), []
    threads = [Thread(target=run, args=(*both, barrier, failed)) for both in zip(databases, steps, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    undo_all(databases[0], seen)
    assert check(databases[0])[1] == []
    for database in databases:
        database.close()


def test_two_who_claim_the_same_wish_at_the_same_moment_get_one_claim(prepared, tmp_path):
    databases = opened(prepared, tmp_path)
    published = FIRST.index(PUBLISHED)
    barrier, said = Barrier(2), []

    def claim(database):
        barrier.wait(60)
        try:
            do(database, ("take", published, CLAIMED, BEGINS + timedelta(9), True))
        except UserError as error:
            said.append((str(error), error.field))

    threads = [Thread(target=claim, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [("这个心愿已经有人认领，请选别的心愿，或先取消原来的认领", "wish")]
    with databases[0].read() as session:
        assert len(session.scalars(select(Claim.id).where(Claim.wish_id == published + 1)).all()) == 1
    assert check(databases[0])[1] == []
    for database in databases:
        database.close()
