"""The binding to Qt that we pin: one for each system, old enough for those of the offices, and nothing newer used."""

import ast
import importlib
import platform
import re
import sys
import tomllib
from importlib.metadata import distribution, version
from operator import attrgetter
from pathlib import Path

import PySide6
import pytest
from packaging.requirements import Requirement
from PySide6.QtWidgets import QLabel

ROOT = Path(__file__).parent.parent
MODULES = [path for package in ("widgets", "desktop") for path in sorted((ROOT / package).rglob("*.py"))]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
PINS = [needed for needed in map(Requirement, PROJECT["dependencies"]) if needed.name == "PySide6_Essentials"]
SYSTEMS = {
    ("linux", "x86_64", "3.11.2"): "6.9.3",
    ("linux", "x86_64", "3.13.5"): "6.9.3",
    ("linux", "aarch64", "3.11.2"): "6.8.0.2",
    ("linux", "aarch64", "3.13.5"): "6.8.0.2",
    ("win32", "AMD64", "3.12.10"): "6.9.3",
    ("darwin", "arm64", "3.12.10"): "6.9.3",
    ("linux", "x86_64", "3.14.0"): "6.11.3",
    ("linux", "aarch64", "3.14.0"): "6.11.3",
    ("win32", "AMD64", "3.14.0"): "6.11.3",
}
# The highest of each that a library may ask for: what UOS 20 and Kylin V10 SP1 have; on aarch64 only the latter is met.
OLDEST = {"x86_64": {"GLIBC_2": 28, "GLIBCXX_3.4": 24}, "aarch64": {"GLIBC_2": 31, "GLIBCXX_3.4": 28}}
# In the stubs of 6.9.3, in those of 6.8.0.2 under no class, and not only left out there: what aarch64 would miss.
NEW_IN_6_9 = """
QFontVariableAxis QMessageLogger QPainterStateGuard QPdfOutputIntent QualityOfService LabelDrawingMode
accessibleIdentifier setAccessibleIdentifier addApplicationEmojiFontFamily setApplicationEmojiFontFamilies
addDuration fromDurationAheadOfUtc intervalAsDuration remainingTimeAsDuration staleLockTimeAsDuration
beginFilterChange capabilitiesChanged createUuidV7 dockLocation setDockLocation flipped nameView qInfo
labelDrawingMode setLabelDrawingMode outputIntent setOutputIntent printerSelectionOption setPrinterSelectionOption
safeAreaMargins safeAreaMarginsChanged SafeAreaMarginsChange serviceLevel setServiceLevel showMessageAndExit
supportsMoveToTrash updateThreshold setUpdateThreshold variableAxes ExpandedClientAreaHint NoTitleBarBackgroundHint
"""


def applying(requirements, system, machine, python):
    there = {
        "sys_platform": system,
        "platform_machine": machine,
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
    }
    return [str(one.specifier) for one in requirements if one.marker is None or one.marker.evaluate(there)]


def locked(lock, name):
    return map(Requirement, re.findall(rf"^({name}==.+?) \\$", lock.read_text("utf8"), re.MULTILINE))


def named(path):
    """Each name of Qt's that the module imports anywhere, and each `Name.attribute…` of those, with its module."""
    tree = ast.parse(path.read_text("utf8"))
    origin = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6")
        for alias in node.names
    }
    chains = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)} | set(origin)
    for chain in sorted(chains):
        if re.fullmatch(r"[\w.]+", chain) and (module := origin.get(chain.partition(".")[0])):
            yield module, chain


def identifiers(path):
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        match node:
            case ast.Attribute(attr=name) | ast.alias(name=name) | ast.keyword(arg=str(name)):
                yield name


def test_fifty_thousand_void_calls_leave_the_count_of_none_alone(qtbot):
    """6.12.0 loses a reference to None with each, and aborts after thousands."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(50_000):
        label.setText(str(number))
    assert label.text() == "49999"
    assert sys.getrefcount(None) > before - 1000


@pytest.mark.parametrize(("system", "pinned"), SYSTEMS.items(), ids=map("-".join, SYSTEMS))
def test_each_system_gets_one_binding_and_every_lock_file_the_same(system, pinned):
    assert applying(PINS, *system) == [f"=={pinned}"]
    for lock in LOCKS:
        for name in ("pyside6-essentials", "shiboken6"):
            assert applying(locked(lock, name), *system) == [f"=={pinned}"], lock.name


def test_the_tests_and_the_type_checker_see_the_binding_that_is_pinned():
    (pinned,) = applying(PINS, sys.platform, platform.machine(), platform.python_version())
    assert {f"=={version(name)}" for name in ("PySide6_Essentials", "shiboken6")} == {pinned}
    assert Path(PySide6.__file__).is_relative_to(sys.prefix)
    stubs = {path.name for path in distribution("PySide6_Essentials").files or ()}
    assert {"QtCore.pyi", "QtGui.pyi", "QtWidgets.pyi"} <= stubs


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_loads_and_names_nothing_that_the_pinned_qt_lacks(path):
    if path.stem != "__main__":  # which would start the program
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    for module, chain in named(path):
        attrgetter(chain)(importlib.import_module(module))
    assert not set(NEW_IN_6_9.split()).intersection(identifiers(path))


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in OLDEST, reason="no system of the offices")
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="its binding needs glibc 2.34")
def test_no_library_that_is_installed_asks_for_more_than_the_oldest_system_has():
    oldest = OLDEST[platform.machine()]
    names = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf8"), re.MULTILINE))
    asked = {}
    for name in sorted(names - {"tzdata"}):  # for Windows only
        for file in distribution(name).files or ():
            if ".so" in file.suffixes:
                for kind, number in re.findall(rb"(GLIBC_2|GLIBCXX_3\.4)\.(\d+)", file.locate().read_bytes()):
                    asked.setdefault(kind.decode(), {}).setdefault(int(number), f"{file}")
    assert set(asked) == set(oldest)
    assert not {kind: files[max(files)] for kind, files in asked.items() if max(files) > oldest[kind]}
