"""Who may import whom, what may be named, and what every listing owes."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from db.subjects import listings

MAY_IMPORT = {
    "db": {"db", "sqlalchemy", "alembic", "sqlcipher3", "psycopg"},
    "exports": {"exports", "db", "sqlalchemy", "openpyxl", "reportlab", "python_calamine"},
    "widgets": {"widgets", "db.core", "PySide6"},
    "desktop": {"desktop", "widgets", "exports", "db", "PySide6", "platformdirs"},
}
OURS = {name.split(".")[0] for names in MAY_IMPORT.values() for name in names}
ROOT = Path(__file__).parent.parent
MODULES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]
SQL = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_what_its_layer_may(path):
    allowed = MAY_IMPORT[path.relative_to(ROOT).parts[0]]
    wrong = [
        name
        for name in imports(path)
        if name.split(".")[0] in OURS and not any(name == a or name.startswith(a + ".") for a in allowed)
    ]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_opens_with_a_sentence(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf8")))


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.relative_to(ROOT).parts[0] != "db"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_writes_no_sql_outside_db(path):
    assert not SQL.search(path.read_text("utf8"))


def test_the_command_line_never_loads_qt_and_showing_the_reports_loads_no_writer():
    code = (
        "import sys; from desktop.main import main; "
        "import exports; exports.names(); "
        "print([m for m in ('PySide6', 'openpyxl', 'reportlab', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_database_that_is_a_file_is_opened_without_what_a_server_needs(tmp_path):
    code = (
        "import sys; from pathlib import Path; from db.database import Database; Database(Path(sys.argv[1])).close(); "
        "print([m for m in ('psycopg', 'db.storage.postgres') if m in sys.modules])"
    )
    said = []
    for _made_then_opened in range(2):
        words = [sys.executable, "-c", code, tmp_path / "linli.db"]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
        said.append(done.stdout.strip())
    made, opened = said
    assert made in ("[]", "['sqlalchemy.dialects.postgresql']")  # Alembic, which makes it, knows all dialects
    assert opened == "[]"


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_every_listing_can_be_told_apart_and_matched(listing):
    assert len({f.key for f in listing.fields}) == len(listing.fields)
    assert len({f.title for f in listing.fields}) == len(listing.fields)
    assert all(key in listing.places for key in listing.match)
    assert listing.noun
    assert listing.empty
