"""Columns that are kept under a name: for everybody, in their order, replaced, forgotten, taken back."""

import pytest

from db.core.column_sets import column_sets, forget_columns, keep_columns
from db.core.errors import UserError


def test_columns_are_kept_under_a_name_for_each_listing(database):
    with database.write("存") as session:
        keep_columns(session, "members", " 走访用 ", ("phone", "person"))
        keep_columns(session, "persons", "走访用", ("name",))
    with database.read() as session:
        assert column_sets(session, "members") == {"走访用": ("phone", "person")}
        assert column_sets(session, "persons") == {"走访用": ("name",)}
        assert column_sets(session, "teams") == {}


def test_a_name_that_is_used_again_means_the_new_columns_and_an_undo_the_old_ones(database):
    for keys in (("phone",), ("person", "phone")):
        with database.write("存") as session:
            keep_columns(session, "members", "走访用", keys)
    with database.read() as session:
        assert column_sets(session, "members") == {"走访用": ("person", "phone")}
    database.undo()
    with database.read() as session:
        assert column_sets(session, "members") == {"走访用": ("phone",)}


def test_what_is_forgotten_is_gone_and_nothing_else(database):
    with database.write("存") as session:
        keep_columns(session, "members", "一", ("phone",))
        keep_columns(session, "members", "二", ("person",))
        forget_columns(session, "members", "一")
        forget_columns(session, "members", "没有的")
        assert column_sets(session, "members") == {"二": ("person",)}


@pytest.mark.parametrize(
    ("name", "keys", "sentence"), [(" ", ("a",), "名字"), ("长" * 31, ("a",), "30"), ("一", (), "至少选一列")]
)
def test_without_a_name_or_a_column_nothing_is_kept(database, name, keys, sentence):
    with pytest.raises(UserError, match=sentence), database.write("存") as session:
        keep_columns(session, "members", name, keys)
    with database.read() as session:
        assert column_sets(session, "members") == {}
