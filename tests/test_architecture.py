"""Who may import whom, what may be named, and what every listing owes."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from db.subjects import NAMES, SUBJECTS, listings

MAY_IMPORT = {
    "db": {"db", "sqlalchemy", "alembic", "sqlcipher3", "psycopg"},
    "exports": {"exports", "db", "sqlalchemy.orm", "openpyxl", "reportlab", "python_calamine"},
    "widgets": {"widgets", "db.core", "PySide6"},
    "desktop": {"desktop", "widgets", "exports", "db", "sqlalchemy.orm", "PySide6", "platformdirs"},
}
OURS = {name.split(".")[0] for names in MAY_IMPORT.values() for name in names}
ROOT = Path(__file__).parent.parent
MODULES = [
    path
    for package in MAY_IMPORT
    for path in sorted((ROOT / package).rglob("*.py"))
    if "versions" not in path.relative_to(ROOT).parts  # migrations say what was, and stay as they landed
]
SQL = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
LAYERS = ("core", "storage", *NAMES)  # of db: each may import those before it; what gathers them, all
LAYER = {
    "db": LAYERS,
    "exports": ("paper", "sheet", *NAMES),
    "desktop": ("shell", *NAMES),
}
OFFICE = "office"  # everything printed bears its name: all that stands above `storage` may know it


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def edges():
    """Every import of one of our modules by another, those within functions and for type checkers too."""
    known = {name_of(path) for path in MODULES}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                targets = {f"{node.module}.{alias.name}" for alias in node.names}
                targets = {one if one in known else node.module for one in targets}
            elif isinstance(node, ast.Import):
                targets = {alias.name for alias in node.names}
            else:
                continue
            yield from ((name_of(path), target) for target in targets & known if target != name_of(path))


EDGES = sorted(set(edges()))


def room(module):
    """The package of a module within its layer, "" for what gathers them."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (ROOT / parts[0] / parts[1]).is_dir() else ""


def test_every_subject_has_its_package():
    assert [subject.key for subject in SUBJECTS] == list(NAMES)
    others = {"db": {"core", "storage", "migrations"}, "exports": {"paper", "sheet"}, "desktop": {"shell", "home"}}
    for layer, mechanism in others.items():
        folders = {path.name for path in (ROOT / layer).iterdir() if (path / "__init__.py").exists()}
        assert folders - mechanism <= set(NAMES)


@pytest.mark.parametrize("layer", LAYER)
def test_a_subject_imports_only_subjects_before_it_and_mechanism_none(layer):
    places = {name: place for place, name in enumerate(LAYER[layer])}
    wrong = []
    for source, target in EDGES:
        if not source.startswith(f"{layer}.") or room(source) not in places:
            continue
        for_subjects = target.split(".")[0] in LAYER and room(target) in NAMES and room(target) != OFFICE
        if for_subjects and (room(source) not in NAMES or NAMES.index(room(target)) > NAMES.index(room(source))):
            wrong.append((source, target))
    assert not wrong


def test_core_knows_nothing_of_storage_and_neither_of_what_gathers_the_subjects():
    allowed = {"core": {"core"}, "storage": {"core", "storage"}}
    wrong = [
        (source, target)
        for source, target in EDGES
        if source.startswith("db.") and room(source) in allowed and room(target) not in allowed[room(source)]
    ]
    assert not [edge for edge in wrong if edge[1] != "db"]


def test_no_subject_imports_what_gathers_the_subjects():
    assert not [
        (source, target)
        for source, target in EDGES
        if source.startswith("db.") and room(source) in NAMES and target.startswith("db.") and not room(target)
    ]


@pytest.mark.parametrize("unit", ["file", "package"])
def test_nothing_runs_in_a_circle(unit):
    graph = {}
    for source, target in EDGES:
        if unit == "package":
            source, target = (".".join(filter(None, (end.split(".")[0], room(end)))) for end in (source, target))
            if not (source.count(".") and target.count(".")):  # it gathers the subjects
                continue
        if source != target:
            graph.setdefault(source, set()).add(target)
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


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
def test_builds_no_query_outside_db(path):
    text = path.read_text("utf8")
    assert not SQL.search(text)
    assert not {name for name in imports(path) if name.startswith("sqlalchemy")} - {"sqlalchemy.orm"}
    assert "select(" not in text.replace(".select(", "").replace("def select(", "")


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


FIXED = ("choices", "rules", "openings", "gaps", "timeline", "dated", "sample", "crowd")  # the parts of a subject


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.key)
def test_a_subject_has_the_parts_that_it_says_and_says_those_that_it_has(subject):
    folder = ROOT / "db" / subject.key
    assert {name for name in FIXED if (folder / f"{name}.py").exists()} == set(subject.parts) & set(FIXED)
    assert all((folder / f"{name}.py").exists() for name in (*subject.parts, *subject.listings))
    assert all(subject.listing(key).key == key for keys in subject.listings.values() for key in keys)
    assert ("sample" in subject.parts) is (folder / "sample.toml").exists()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_is_of_a_size_that_one_can_overlook(path):
    text = path.read_text("utf8")
    assert text.count("\n") <= 350
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert not [f.name for f in functions if f.end_lineno - f.lineno >= 45]
