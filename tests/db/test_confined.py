"""A child process that may use only so much memory and time."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from subprocess import run

import pytest

from db.core import confined as confined_module
from db.core.confined import Confined, TooHeavyError, confined
from db.core.errors import UserError
from db.core.work import CONFINED, Cancelled

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def child():
    with Confined() as made:
        yield made


def children():
    tasks = Path(f"/proc/{os.getpid()}/task")
    return {pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()}


def test_what_it_returns_and_raises_comes_back(child):
    assert child.call(sorted, [3, 1, 2]) == [1, 2, 3]
    with pytest.raises(ZeroDivisionError) as raised:
        child.call(divmod, 1, 0)
    assert "divmod" not in str(raised.value)
    assert "confined.py" in raised.value.__notes__[0]  # where it happened, for the log
    with pytest.raises(UserError, match=r"^坏了$") as refused:
        child.call(refuse, "坏了")
    assert refused.value.field == "名"


def refuse(said):
    raise UserError(said, "名")


@pytest.mark.parametrize(
    "code",
    [
        "bytearray(400 * 1024 ** 2)",
        "[n for n in range(10 ** 9)]",
        "'x' * 60_000_000",  # few enough for the child, too many for its parent
        "__import__('os').abort()",
        "__import__('os')._exit(0)",
        "__import__('ctypes').string_at(0)",
        "__import__('os').kill(__import__('os').getpid(), 9)",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_what_takes_too_much_or_crashes_is_said_and_the_next_call_is_answered(child, code):
    assert child.call(eval, "1 + 1") == 2
    with pytest.raises(TooHeavyError):
        child.call(eval, code)
    assert child.call(eval, "1 + 2") == 3


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_one_call_may_take_ten_seconds_and_many_calls_more(child):
    burn = "[0 for _ in range(4) if not sum(range(10 ** 7))]"
    began = time.process_time()
    with pytest.raises(TooHeavyError):
        child.call(eval, "sum(range(10 ** 12))")
    assert time.process_time() - began < 1
    for _ in range(2):
        assert child.call(eval, burn) == []


def test_one_that_waits_for_ever_is_given_up(child, monkeypatch):
    monkeypatch.setattr(confined_module, "PATIENCE", 0.5)
    with pytest.raises(TooHeavyError):
        child.call(time.sleep, 60)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the children")
def test_a_cancel_ends_it_at_once_and_nothing_is_left(child):
    before = children()

    def tick(done, total):
        assert (done, total) == (0, 0)
        raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        child.call(time.sleep, 60, tick=tick)
    assert time.monotonic() - began < 5
    assert children() == before
    confined(abs, 1)
    assert children() == before


def test_it_has_neither_the_password_nor_what_the_parent_has_open(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])  # what is not installed is found as well
    (tmp_path / "strange.py").write_text("import os\ndef seen(): return sorted(os.environ), os.listdir('/dev/fd')\n")
    strange = import_module("strange")
    with (tmp_path / "open").open("w"):
        environment, handles = confined(strange.seen)
    assert "LINLI_PASSWORD" not in environment
    assert len(handles) <= 6


def test_threads_may_each_have_their_own():
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda number: confined(abs, -number), range(8))) == list(range(8))


def test_the_program_is_a_child_where_it_is_called_so():
    """As the frozen program calls itself: it ends when nobody calls any more, and loads no window."""
    heavy = "len({'PySide6', 'sqlalchemy'} & set(sys.modules))"
    code = f"import sys; from desktop.main import main; sys.exit(main([{CONFINED!r}]) + {heavy})"
    assert run([sys.executable, "-c", code], cwd=ROOT, input=b"", check=False).returncode == 0
