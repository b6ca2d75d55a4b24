"""The volunteer teams, and below them the members and applicants of the current team."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.teams.listings import APPLICANTS, TEAM_MEMBERS, TEAMS, choose, transfer
from db.teams.models import Team, TeamMember
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell
from exports.teams.appeal import APPEAL

TEAM_LIST = ListView(
    TEAMS,
    columns=("name", "kind", "leader", "size", "founded_on"),
    widths={"name": 256, "kind": 84, "leader": 140, "size": 84},
    sections=(
        ("队伍", ("name", "kind", "founded_on", "sponsor", "channel", "office")),
        ("服务", ("service", "area", "brand")),
        ("招募", ("wanted", "called_on", "apply_until", "requirements", "risks", "inquiry")),
        ("其他", ("leader", "size", "disbanded_on", "note")),
    ),
    sizes=(700, 580),
    unasked=("leader", "size", "disbanded_on"),
    defaults=lambda store: {"office": store.office(), "founded_on": date.today().isoformat()},
)
MEMBER_LIST = ListView(
    TEAM_MEMBERS,
    unseen=("team",),
    widths={"person": 120, "role": 84, "begins": 100, "ends": 100, "leaving": 150},
    form=False,
    unasked=("team", "ends", "leaving"),
    defaults=lambda _store: {"begins": date.today().isoformat()},
    choose_first="先在上面选一支志愿服务队",
)
APPLICANT_LIST = ListView(
    APPLICANTS,
    unseen=("team", "work"),
    widths={"person": 110, "applied_on": 100, "channel": 110, "outcome": 76},
    form=False,
    unasked=("team", "outcome"),
    defaults=lambda _store: {"applied_on": date.today().isoformat()},
    choose_first="先在上面选一支志愿服务队",
)


class TeamPage(MasterDetailPage):
    """The teams with their form above; below, the members and the applicants of the current team."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.team: int | None = None
        self.list = ListPage(shell, TEAM_LIST, self)
        self.members = ListPage(shell, MEMBER_LIST, self)
        self.applicants = ListPage(shell, APPLICANT_LIST, self)
        self._lay_out()
        self.list.current_changed.connect(self._show_team)
        self.members.current_changed.connect(lambda number: self.over.setEnabled(number is not None))
        self.applicants.current_changed.connect(lambda number: self.take.setEnabled(number is not None))
        self._show_team(None)

    def _lay_out(self) -> None:
        self.over = self.members.bar.put_button("transfer", self.tr("转到别的队……"), self._ask_team)
        self.take = self.applicants.bar.put_button("choose", self.tr("入选"), self._choose)
        self.take.setToolTip(self.tr("选中的人从今天起成为队员"))
        self.appeal = self.list.bar.put_button(
            "appeal", self.tr("招募公告"), lambda: self.shell.export(APPEAL, self.team), "document"
        )
        parts = (TEAM_MEMBERS.title, self.members), (self.tr("报名"), self.applicants)
        self.put_below(parts, (740, 600), (330, 270))

    def _show_team(self, number: int | None) -> None:
        self.team = number
        self.appeal.setEnabled(number is not None)
        for page in (self.members, self.applicants):
            page.show_of(number)

    def _choose(self) -> None:
        numbers = self.applicants.table.selected_ids()
        with self.store.write(self.tr("报名入选 {} 人").format(len(numbers))) as session:
            count = choose(session, numbers, date.today())
        self.shell.tell_done(self.tr("已有 {} 人入队").format(count))

    def _ask_team(self) -> None:
        with self.store.read() as session:
            rows = session.execute(TEAMS.filtered(Team.id != self.team, Team.disbanded_on.is_(None)).rows()).all()
        if not rows:
            self.shell.tell(self.tr("只有这一支队；先在上面新增另一支"))
            return
        teams = {f"{TEAMS.label_of(row)}（{TEAMS.value(row, 'office')}）": row[0] for row in rows}
        question = self.tr("从今天起转到哪一队？日期转好以后可以改。")
        ask(
            self,
            "transfer_dialog",
            self.tr("转到别的队"),
            question,
            lambda name: self._transfer(teams[name]),
            options=list(teams),
        )

    def _transfer(self, team: int) -> None:
        number = self.members.current_id()
        with self.store.write(self.tr("队员转队")) as session:
            target = session.get_one(Team, team)
            transfer(session, session.get_one(TeamMember, number), target, date.today())
            name = target.name
        self.shell.tell_done(self.tr("已转到{}").format(name))
