"""What the subjects say of their pages."""

import subprocess
import sys
from pathlib import Path

from desktop.shell.pages import named, pages_of
from desktop.tabs import TABS

ROOT = Path(__file__).parent.parent.parent
PAGES = tuple(pages_of(TABS))


def test_the_names_of_the_pages_are_known_without_loading_any():
    code = "import sys, desktop.tabs; print([m for m in ('PySide6', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_page_has_a_key_of_its_own():
    keys = [page.key for page in PAGES]
    assert len(set(keys)) == len(keys)


def test_what_a_page_adds_to_others_is_there():
    for page in PAGES:
        assert {action.on for action in page.actions} <= {one.key for one in PAGES}
        assert all(callable(named(action.act)) for action in page.actions)
