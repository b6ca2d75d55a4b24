"""How desktop/ hangs together: which of its files know which."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "desktop").rglob("*.py")}
MODULES = {name.removesuffix(".__init__"): path for name, path in FILES.items()}


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
