"""Helpers of the tests of db: store, change and remove a row as one action, and read all rows of all listings."""

from functools import cache

from db.subjects import listings


def begun(connection):
    """Open an action as it was before it knew where it is done."""
    values = "'建立数据', '程序', '2021-08-30T00:00:00+00:00', 'system'"
    return connection.exec_driver_sql(
        f"INSERT INTO action(label, actor, at, kind) VALUES ({values}) RETURNING id"
    ).scalar_one()


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
