"""The short soak: a few kills, power cuts and damaged files; `python -m tests.soak` is the long one."""

import random
import sys
from collections import Counter

import pytest

from tests.soak.clerk import office
from tests.soak.damage import damage
from tests.soak.kills import kills
from tests.soak.power_cuts import COMPILER, Asked, Disk, cut_at, log_of, power_cuts
from tests.soak.verdict import verdict

SEED = 5
needs_a_log = pytest.mark.skipif(not COMPILER, reason="needs Linux and a C compiler, to log what is asked of the disk")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork, to begin a clerk at once")
def test_killed_clerks_lose_nothing_acknowledged(tmp_path):
    counts, faults = kills(tmp_path, "", 5, SEED)
    assert faults == []
    assert sum(count["acknowledged"] for count in counts.values()) > 0


@needs_a_log
@pytest.mark.slow
def test_power_cuts_lose_nothing_acknowledged(tmp_path):
    counts, faults = power_cuts(tmp_path, "", 4, SEED, steps=12)
    assert faults == []
    assert sum(count["tried"] for count in counts.values()) == 4


@needs_a_log
@pytest.mark.slow
def test_power_cuts_find_what_a_database_without_syncs_loses(tmp_path):
    """Or the test above would prove nothing."""
    office(tmp_path / "new", "")
    asked = log_of(tmp_path / "new", tmp_path / "work", "", SEED, 12, ("write",), "OFF")
    lost = 0
    for seed in range(6):
        said = cut_at(tmp_path / "new", tmp_path / "work", asked[:-1], random.Random(seed))
        assert said.count(b'"done"') >= 11
        faults = verdict(tmp_path / "work", "", said, Counter(), frozenset())
        lost += any(fault.startswith("lost") for fault in faults)
    assert lost


@pytest.mark.parametrize("password", ["", "春风'化雨"])
def test_damage_is_found_or_harmless_and_a_backup_brings_all_back(tmp_path, password):
    counts, faults = damage(tmp_path, password, 2, 1, SEED)
    assert faults == []
    assert all(count["returned"] == count["tried"] > 0 for count in counts.values())
    assert sum(count["salvaged"] for count in counts.values()) > 0


def test_a_cut_keeps_what_was_synced_and_any_of_the_rest(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    path, other = str(tmp_path / "new.part"), str(tmp_path / "new")
    disk = Disk(tmp_path)
    for asked in (
        Asked("C", 0, b"", path, ""),
        Asked("W", 0, b"a" * 600, path, ""),
        Asked("S", 0, b"", path, ""),
        Asked("W", 600, b"b" * 600, path, ""),
        Asked("R", 0, b"", path, other),
        Asked("A", 0, b"told", "", ""),
    ):
        disk.take(asked)
    assert disk.said == b"told"
    cuts = [disk.after_cut(random.Random(seed)) for seed in range(60)]
    assert all(cut[str(tmp_path / "old")] == b"old" for cut in cuts)
    assert {path in cut for cut in cuts} == {other in cut for cut in cuts} == {True, False}
    contents = {cut.get(path) or cut[other] for cut in cuts}
    assert all(content[:600] == b"a" * 600 for content in contents)
    assert {b"", b"b" * 600} < {content[600:] for content in contents}  # and torn ones
