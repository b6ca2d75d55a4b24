"""The composition of a committee: charts, and beside them figures, each with its members."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.committee.listings import MEMBERS, Composition, composition
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from widgets import theme
from widgets.picture import SvgView

CHART = 760.0  # points, the width of both columns


class CompositionPage(RefreshingPage):
    """Shows the composition of a term on a day; under each figure are the names of the members it counts."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("composition_page")
        self._term: int | None = None
        self._day = date.today()
        self.picture = SvgView(self)
        self.picture.setAccessibleName(self.tr("构成图"))
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.picture)
        self.picture.setContentsMargins(20, 16, 20, 16)
        self.picture.setObjectName("chart")
        self.figures = QTreeWidget(self)
        self.figures.setObjectName("figures")
        self.figures.setHeaderLabels([self.tr("项目"), self.tr("人数")])
        self.figures.setColumnWidth(0, 240)
        splitter = QSplitter(self)
        splitter.addWidget(scroll)
        splitter.addWidget(self.figures)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([860, 360])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.figures.itemDoubleClicked.connect(step(self._open))

    def show_term(self, term: int | None, day: date) -> None:
        self._term, self._day = term, day
        self.refresh()

    def load(self) -> None:
        self.figures.clear()
        if self._term is None:
            self.picture.set_svg(b"")
            return
        with self.store.read() as session:
            found = composition(session, self._term, self._day)
            names = {row[0]: MEMBERS.label_of(row) for row in MEMBERS.fetch(session, found.members)}
        self._show_figures(found, names)
        self.picture.set_svg(_chart(found))

    def _show_figures(self, found: Composition, names: dict[int, str]) -> None:
        total = QTreeWidgetItem([self.tr("{} 在任").format(found.day.isoformat()), str(len(found.members))])
        self.figures.addTopLevelItem(total)
        for title, counts in found.groups:
            group = QTreeWidgetItem([title, ""])
            self.figures.addTopLevelItem(group)
            for count in counts:
                figure = QTreeWidgetItem([count.label, str(count.number)])
                group.addChild(figure)
                for number in count.members:
                    member = QTreeWidgetItem([names.get(number, ""), ""])
                    member.setData(0, Qt.ItemDataRole.UserRole, number)
                    figure.addChild(member)
            group.setExpanded(True)

    def _open(self) -> None:
        """Go to the member whose name was double-clicked."""
        number = self.figures.currentItem().data(0, Qt.ItemDataRole.UserRole)
        if number is not None:
            self.shell.go("members", number)


def _chart(found: Composition) -> bytes:
    from exports.paper import charts  # imports ReportLab

    width = (CHART - 28) / 2
    drawings = [
        charts.bars(title, [(count.label, count.number) for count in counts], width)
        for title, counts in found.groups
        if counts
    ]
    return charts.svg(charts.columns(drawings, CHART), theme.FAMILY) if drawings else b""
