"""The set-up: what it finds missing, what it leaves alone, what it mends, what it says."""

import ast
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import start

PROGRAM = """
import os, sys
import db
print(sys.argv[1:], os.getcwd(), db.__doc__, flush=True)
sys.exit(7)
"""
INSTALLED = """\
installed\tlibglib2.0-0t64\tlibgio-2.0-0 (= 2.84.4), libglib2.0-0 (= 2.84.4-3)
installed\tlibgl1\t
installed\tlibcups2t64\tlibcups2 (= 2.4.10)
config-files\txvfb\t
not-installed\tlibegl1\t
"""


class Checkout:
    """A copy of start.py with a program of three lines, which needs nothing downloaded."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ready = root / ".venv" / "ready"
        self.lock = root / "requirements.txt"
        for package, module, text in (("desktop", "__main__", PROGRAM), ("db", "__init__", "'''ours'''")):
            (root / package).mkdir(parents=True)
            (root / package / f"{module}.py").write_text(text, "utf8")
        shutil.copy(start.__file__, root)
        for lock in set(start.LOCKS.values()):
            (root / lock).write_text("# nothing\n", "utf8")

    def start(self, *words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        with self.process(*words, folder=folder) as process:
            stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)

    def makes_its_environment_anew(self) -> bool:
        """Whether a start begins to; it is not waited for, because that takes seconds."""
        with self.process("list") as process:
            assert process.stdout
            for line in process.stdout:
                if "建立" in line:
                    os.killpg(process.pid, signal.SIGKILL)
                    return True
        return False

    def process(self, *words: str, folder: Path | None = None) -> subprocess.Popen[str]:
        hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PATH")  # without PATH there is no apt-get
        return subprocess.Popen(
            [sys.executable, self.root / "start.py", *words],
            cwd=folder or self.root,
            env={name: value for name, value in os.environ.items() if name not in hidden} | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf8",
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    made = Checkout(tmp_path_factory.mktemp("邻里 副本") / "linli")
    first = made.start("list")
    assert (first.returncode, first.stderr) == (7, "")
    return made


@pytest.fixture
def copy(checkout, tmp_path):
    copied = Checkout(tmp_path / "copy")
    shutil.copytree(checkout.root / ".venv", copied.root / ".venv", symlinks=True)
    return copied


def test_an_old_python_can_read_it_to_say_that_it_is_too_old():
    ast.parse(Path(start.__file__).read_text("utf8"), feature_version=(3, 8))


def test_what_another_package_provides_is_not_missing():
    assert start.missing(["libglib2.0-0", "libcups2", "libgl1"], INSTALLED) == []


def test_what_was_removed_or_never_came_is_missing_in_the_order_asked_for():
    wanted = ["xvfb", "libgl1", "libegl1", "libgio", "sqlite3"]
    assert start.missing(wanted, INSTALLED) == ["xvfb", "libegl1", "libgio", "sqlite3"]


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution", "连不上"),
        ("[Errno 13] Permission denied: '.venv'", "无法写入"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "原因见上"),
    ],
)
def test_a_failed_step_says_what_the_user_can_do(printed, told, capsys):
    with pytest.raises(SystemExit, match=told):
        start.fail(f"much\nbefore\n{printed}")
    assert printed in capsys.readouterr().err


def test_words_folder_and_exit_status_are_the_programs(checkout, tmp_path):
    (tmp_path / "db.py").write_text("'''not ours'''", "utf8")  # the user's folder is no place to import from
    done = checkout.start("export", "花名册", "--out", "r.xlsx", folder=tmp_path)
    assert done.stdout == f"{['export', '花名册', '--out', 'r.xlsx']} {tmp_path} ours\n"
    assert done.returncode == 7


def test_scripts_can_call_the_program_by_its_name_from_anywhere(checkout, tmp_path):
    (tmp_path / "db.py").write_text("'''not ours'''", "utf8")
    name = checkout.root / ".venv" / start.LINLI.relative_to(start.VENV)
    if os.name == "posix":
        (tmp_path / "link to linli").symlink_to(name)
        name = tmp_path / "link to linli"
    done = subprocess.run([name, "list", "a b"], cwd=tmp_path, capture_output=True, encoding="utf8")
    assert (done.stdout, done.returncode) == (f"{['list', 'a b']} {tmp_path} ours\n", 7)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_how_to_go_on(checkout):
    done = checkout.start()
    assert (done.returncode, done.stdout.strip()) == (0, start.NO_DISPLAY)


def test_a_changed_lock_file_is_installed_into_the_same_environment(copy):
    copy.lock.write_text("# something else\n", "utf8")
    before = copy.ready.read_text("utf8")
    changed = copy.start("list")
    assert "安装组件" in changed.stdout
    assert "建立" not in changed.stdout
    assert copy.ready.read_text("utf8") != before


def test_what_is_ready_is_left_alone(checkout):
    before = checkout.ready.stat().st_mtime_ns
    assert len(checkout.start("list").stdout.splitlines()) == 1
    assert checkout.ready.stat().st_mtime_ns == before


def test_a_failed_install_leaves_nothing_that_looks_ready(copy):
    copy.lock.write_text("linli-without-a-hash\n", "utf8")
    failed = copy.start("list")
    assert (failed.returncode, copy.ready.exists()) == (1, False)
    assert "hash" in failed.stderr


def test_what_nobody_finished_is_made_anew(copy):
    copy.ready.unlink()
    assert copy.makes_its_environment_anew()


def test_what_another_python_made_is_made_anew(copy):
    _maker, *marks = copy.ready.read_text("utf8").splitlines()
    copy.ready.write_text("\n".join(["3.11 /nowhere/python3", *marks]), "utf8")
    assert copy.makes_its_environment_anew()


def test_a_folder_that_was_moved_goes_on_working(copy):
    assert not copy.makes_its_environment_anew()
    assert copy.start("list").returncode == 7
