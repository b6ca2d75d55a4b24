"""The theme: fonts that come with the program, one palette, one style sheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parent.parent / "resources"
FAMILY = "Minutes Hei"  # the family name in HeiTi.ttf
TEXT_SIZE = 13  # logical pixels: 100 % is 96 dpi everywhere, Qt scales
ROW_HEIGHT = 30

COLOURS = {
    "accent": "#1b7a72",
    "accent-strong": "#14605a",
    "accent-soft": "#e2f0ee",
    "accent-line": "#a9d2cd",
    "window": "#f4f5f3",
    "base": "#ffffff",
    "zebra": "#fafbfa",
    "hover": "#eef2f0",
    "press": "#e3e8e6",
    "line": "#dcdfdc",
    "line-strong": "#c2c8c5",
    "text": "#1f2826",
    "muted": "#5f6a67",
    "icon": "#3d4a47",
    "faint": "#a2aba8",
    "error": "#b3362b",
    "error-soft": "#fdeeec",
    "error-line": "#ecbab4",
    "warning": "#8a5a00",
    "warning-soft": "#fff5dc",
    "warning-line": "#ead29a",
    "blue": "#2d6ca8",
    "yellow": "#c99a16",
    "red": "#c0392b",
}


def colour(name: str) -> QColor:
    return QColor(COLOURS[name])


def apply(app: QApplication) -> None:
    """Apply the theme; call it early, as it restyles every widget there is."""
    app.setPalette(_palette())
    app.setFont(_font(_family("HeiTi"), _family("KaiTi")))  # the second font has the rare characters
    app.setStyleSheet(style_sheet())


@cache
def style_sheet() -> str:
    """The style sheet with the palette's colours and the paths of its pictures written in."""
    text = (ROOT / "style.qss").read_text("utf8")
    for name in sorted(COLOURS, key=len, reverse=True):
        text = text.replace(f"@{name}", COLOURS[name])
    return text.replace("@style", (ROOT / "style").as_posix())


def _family(file: str) -> str:
    return _load(ROOT / "fonts" / f"{file}.ttf")


@cache
def _load(path: Path) -> str:
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families[0] if families else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def _font(*families: str) -> QFont:
    font = QFont()
    font.setFamilies(families)
    font.setPixelSize(TEXT_SIZE)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def _palette() -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for key, name in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "base",
        role.AlternateBase: "zebra",
        role.Text: "text",
        role.Button: "base",
        role.ButtonText: "text",
        role.BrightText: "base",
        role.Highlight: "accent",
        role.HighlightedText: "base",
        role.Link: "accent",
        role.LinkVisited: "accent-strong",
        role.Accent: "accent",
        role.ToolTipBase: "text",
        role.ToolTipText: "base",
        role.PlaceholderText: "faint",
        role.Mid: "line-strong",
        role.Midlight: "line",
        role.Light: "base",
        role.Dark: "muted",
    }.items():
        palette.setColor(key, colour(name))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, key, colour("faint"))
    return palette
