"""The look: fonts that every machine has, one palette, one style sheet, icons tinted to the palette."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parent.parent / "resources"
FAMILY = "Minutes Hei"  # what HeiTi.ttf calls itself
TEXT_SIZE = 13  # logical pixels: 100 % is 96 dpi everywhere, scaling is Qt's
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
}


def colour(name: str) -> QColor:
    return QColor(COLOURS[name])


def apply(app: QApplication) -> None:
    """Dress the program: before there are many widgets, for each of them is dressed anew."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setFont(_font(_family("HeiTi"), _family("KaiTi")))  # behind the screen face one for rare characters
    app.setStyleSheet(style_sheet())


@cache
def style_sheet() -> str:
    """The style sheet with the palette's colours and the paths of its pictures written in."""
    text = (ROOT / "style.qss").read_text("utf8")
    for name in sorted(COLOURS, key=len, reverse=True):
        text = text.replace(f"@{name}", COLOURS[name])
    return text.replace("@style", (ROOT / "style").as_posix())


@cache
def icon(name: str, color: str | None = None) -> QIcon:
    """The line icon of this name, in a colour of the palette or any other; an empty icon where there is none.

    Without a colour of its own it is grey, and takes the accent where its button is down or its tab is chosen.
    """
    path = ROOT / "icons" / f"{name}.svg"
    if not path.is_file():
        return QIcon()
    tint = COLOURS.get(color or "icon", color or "")
    return QIcon(_Tinted(path.read_text("utf8"), tint, tint if color else COLOURS["accent-strong"]))


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


class _Tinted(QIconEngine):
    """Draws an SVG in one colour at whatever size and pixel ratio is asked for."""

    def __init__(self, svg: str, off: str, on: str) -> None:
        super().__init__()
        self._svg, self._off, self._on = svg, off, on
        self._drawn: dict[tuple[int, int, str], QPixmap] = {}

    def _draw(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        tint = self._on if state == QIcon.State.On else self._off
        tint = COLOURS["faint"] if mode == QIcon.Mode.Disabled else tint
        key = size.width(), size.height(), tint
        if key not in self._drawn:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            svg = self._svg.replace('"#000"', f'"{tint}"').replace('"currentColor"', f'"{tint}"')
            QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size.width(), size.height()))
            painter.end()
            self._drawn[key] = pixmap
        return self._drawn[key]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(size, mode, state)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._draw(rect.size() * ratio, mode, state))

    def clone(self) -> QIconEngine:
        return _Tinted(self._svg, self._off, self._on)
