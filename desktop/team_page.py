"""The volunteer teams: each with its particulars, and below it who belongs to it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QPushButton, QSplitter, QWidget

from db.team_models import Team, TeamMember
from db.teams import TEAM_MEMBERS, TEAMS, transfer
from desktop.list_page import ListPage
from desktop.shell import Shell

SECTIONS = (
    ("队伍", ("name", "kind", "founded_on", "sponsor", "channel", "office")),
    ("服务", ("service", "area", "brand")),
    ("其他", ("leader", "size", "disbanded_on", "note")),
)
IN_LIST = ("name", "kind", "leader", "size", "founded_on")


class TeamPage(QSplitter):
    """The teams above with their form, the members of the chosen one below."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.shell, self.store = shell, shell.store
        self.team: int | None = None
        self.list = ListPage(shell, TEAMS, self, sections=SECTIONS, sizes=(700, 580))
        self.list.table.hide_fields([f.key for f in TEAMS.fields if f.key not in IN_LIST])
        self.list.defaults = {"office": self.store.office(), "founded_on": date.today().isoformat()}
        self.list.hidden = ("leader", "size", "disbanded_on")
        self.members = ListPage(shell, TEAM_MEMBERS, self, form=False, unseen=("team",))
        self.members.hidden = ("team", "ends", "leaving")
        self.members.defaults = {"begins": date.today().isoformat()}
        self.over = QPushButton(self.tr("转到别的队……"), self)
        self.over.setObjectName("transfer")
        self.over.clicked.connect(self._ask_team)
        self.members.bar.insertWidget(self.members.bar.count() - 1, self.over)
        self.members.setContentsMargins(0, 8, 0, 0)
        self.setChildrenCollapsible(False)
        self.addWidget(self.list)
        self.addWidget(self.members)
        self.setSizes([330, 270])
        self.list.current_changed.connect(self._show_team)
        self.members.current_changed.connect(lambda number: self.over.setEnabled(number is not None))
        self._show_team(None)

    @property
    def blocked(self) -> str:
        return self.list.blocked

    def add(self) -> None:
        self.list.add()

    def select(self, number: int) -> None:
        self.list.select(number)

    def _show_team(self, number: int | None) -> None:
        self.team = number
        self.members.lock_new("" if number else self.tr("先在上面选一支志愿服务队"))
        self.members.of = number
        self.members.show_listing(TEAM_MEMBERS.of(number or 0), {"team_id": number})

    def _ask_team(self) -> None:
        with self.store.read() as session:
            rows = session.execute(TEAMS.narrowed(Team.id != self.team, Team.disbanded_on.is_(None)).rows()).all()
        if not rows:
            self.shell.tell(self.tr("只有这一支队；先在上面新增另一支"))
            return
        teams = {f"{TEAMS.called(row)}（{TEAMS.value(row, 'office')}）": row[0] for row in rows}
        ask = QInputDialog(self)
        ask.setObjectName("transfer_dialog")
        ask.setWindowTitle(self.tr("转到别的队"))
        ask.setLabelText(self.tr("从今天起转到哪一队？日期转好以后可以改。"))
        ask.setComboBoxItems(list(teams))
        ask.resize(420, 120)
        ask.textValueSelected.connect(lambda name: self._transfer(teams[name]))
        ask.open()

    def _transfer(self, team: int) -> None:
        number = self.members.current_id()
        with self.store.write(self.tr("队员转队")) as session:
            target = session.get_one(Team, team)
            transfer(session, session.get_one(TeamMember, number), target, date.today())
            name = target.name
        self.shell.tell(self.tr("已转到{}").format(name), self.tr("撤销"), self.shell.undo)
