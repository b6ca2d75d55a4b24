"""Helpers of the tests of db: store, change and remove a row as one action, and read all rows of all listings."""

from functools import cache

from sqlalchemy import text

from db.storage import history
from db.subjects import listings


def begun(connection, label="建立数据", actor="程序", kind="system", target=None, at=""):
    """Open an action as older versions did; `at` is the column of the place where it is done, if there was one yet."""
    values = {"label": label, "actor": actor, "at": "2021-08-30T00:00:00+00:00", "kind": kind, "target_id": target}
    values |= {at: actor} if at else {}
    names, bound = ", ".join(values), ", ".join(f":{name}" for name in values)
    return connection.execute(text(f"INSERT INTO action({names}) VALUES ({bound}) RETURNING id"), values).scalar_one()


def sealed(connection, action):
    """Close an action as older versions did, whose hash didn't cover the place."""
    digest, _count = history.digest_of(connection, action, older=True)
    connection.execute(text("UPDATE action SET hash = :hash WHERE id = :id"), {"hash": digest, "id": action})


def put(database, listing, number, key, typed, label="改"):
    with database.write(label) as session:
        listing[key].put(session, session.get_one(listing.model, number), typed)


def create(database, listing, values, label="新增", **fixed):
    with database.write(label) as session:
        return listing.create(session, values, **fixed).id


def remove(database, listing, number, label="删除"):
    with database.write(label) as session:
        listing.remove(session, [number])


@cache
def question(listing):
    """The query of all rows of a listing; made once, as making it anew costs three times what answering it does."""
    return listing.rows()


def everything(database, some=None):
    """All rows of all listings, or of some, as they are shown."""
    with database.read() as session:
        return {listing.key: session.execute(question(listing)).all() for listing in some or listings()}
