"""A copy of the program with a hundred subjects more, none of which may be imported beyond its name."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
MORE = 100
NEVER = 'raise AssertionError(f"{__name__} was imported, though nobody asked for it")\n'
SUBJECT = '''"""An empty subject."""

from db.core.subject import Dictionary, Subject

SUBJECT = Subject(
    "{name}",
    "空白",
    listings={{"listings": ("{name}_rows",)}},
    dictionaries=(Dictionary("{name}_kind", "空白类别"),),
    parts=("choices", "rules", "gaps", "sample"),
)
'''
REPORTS = '"""Papers of an empty subject."""\n\nREPORTS = {{"空白": {{"paper": ("{name}_paper",)}}}}\n'


def make(folder: Path) -> Path:
    """Copy the program into a folder and add the subjects; return the folder."""
    for package in ("db", "exports", "desktop"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("widgets", "resources"):
        (folder / package).symlink_to(ROOT / package)
    names = [f"blank_{number:03}" for number in range(MORE)]
    for name in names:
        _package(folder / "db" / name, SUBJECT.format(name=name), "models listings choices rules gaps sample")
        _package(folder / "exports" / name, REPORTS.format(name=name), "paper")
    for registry in ("db/subjects.py", "exports/__init__.py"):
        _name(folder / registry, names)
    return folder


def _package(folder: Path, says: str, modules: str) -> None:
    folder.mkdir()
    (folder / "__init__.py").write_text(says, "utf8")
    for module in modules.split():
        (folder / f"{module}.py").write_text(NEVER, "utf8")


def _name(registry: Path, names: list[str]) -> None:
    """Add the names to the tuple NAMES of a registry."""
    more = "".join(f'    "{name}",\n' for name in names)
    text, found = re.subn(r"(?m)^(NAMES = \(\n(?:    .*\n)*)\)", rf"\1{more})", registry.read_text("utf8"))
    assert found == 1
    registry.write_text(text, "utf8")
