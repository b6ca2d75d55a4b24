"""How desktop/ hangs together: which of its files know which."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from db.subjects import NAMES
from desktop.shell.pages import pages_of
from desktop.tabs import TABS

ROOT = Path(__file__).parent.parent.parent
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "desktop").rglob("*.py")}
MODULES = {name.removesuffix(".__init__"): path for name, path in FILES.items()}
ORDER = ("attachments", *(name for name in NAMES if name != "attachments"))  # the pages of any may have attachments


def imported(path):
    """What a file imports: at its top, within functions, or only for the type checker."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in MODULES else node.module for name in whole)


def test_no_files_of_the_desktop_import_each_other_in_a_circle():
    TopologicalSorter({name: set(imported(path)) & set(MODULES) for name, path in MODULES.items()}).prepare()


def test_the_shell_knows_no_subject_but_the_office_that_the_first_run_asks_for():
    shell = [path for name, path in MODULES.items() if name.startswith("desktop.shell")]
    named = {name for path in shell for name in imported(path) if name.split(".")[1:2] and name.split(".")[1] in ORDER}
    assert {name for name in named if not name.startswith("db.office")} == set()
    assert "desktop.tabs" not in {name for path in shell for name in imported(path)}


@pytest.mark.parametrize("place", range(len(ORDER)), ids=ORDER)
def test_the_pages_of_a_subject_know_only_subjects_before_it(place):
    own = [path for name, path in MODULES.items() if name.startswith(f"desktop.{ORDER[place]}.")]
    known = {name.split(".")[1] for path in own for name in imported(path) if "." in name}
    assert known & {*ORDER[place + 1 :], "home"} == set()


def test_the_names_of_the_pages_are_known_without_loading_any():
    code = "import sys, desktop.tabs; print([m for m in ('PySide6', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_page_has_a_key_of_its_own_and_adds_only_to_pages_that_there_are():
    keys = [page.key for page in pages_of(TABS)]
    assert len(set(keys)) == len(keys)
    assert {action.on for page in pages_of(TABS) for action in page.actions} <= set(keys)
