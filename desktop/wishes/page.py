"""The list of wishes with its form, and below it the claims of the current wish; the rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from db.core.kinds import parse_day
from db.wishes.claims import CLAIMS
from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.models import COMMON, GOODS, WishRound
from db.wishes.steps import carry_over_all
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, ProtectedList, secrets_of
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from desktop.wishes.actions import WishActions
from desktop.wishes.goods import goods_of_claim
from exports import groups
from exports.reports import Report
from widgets.icons import icon

OF_CLAIM = ("claimed_on", "promised_on", "realised_on", "satisfaction", "claimed", "claimant")
DERIVED = ("code", "state", "colour", "called", "publish", "carried_from", *OF_CLAIM)
LATER = (
    *("published_on", "published_by", "outcome", "closed_on", "closed_by", "reason", "archived_on", "archived_by"),
    *("verified_on", "verified_by", "verified"),
)
ROUND = ("round", "carried_from")
SHORT = {"urgency": 76, "publish": 76}
OF_CLAIM_PAPERS = ("claim_form", "claim_receipt")
WISH_LIST = ListView(
    WISHES,
    columns=("code", "state", "colour", "content", "called", "claimant", "urgency", "publish"),
    widths={"code": 96, "state": 84, "colour": 54, "content": 230, "called": 96, "claimant": 150, **SHORT},
    unseen=("beneficiary", *OF_CLAIM),
    sections=(
        ("心愿", ("code", "state", "called", "beneficiary", "content", "kind", "urgency", "cost", *ROUND)),
        ("征集与核实", ("collected_on", "collected_by", "source", "verified_on", "verified_by", "verified")),
        ("公示与归档", ("publish", "published_on", "published_by", "archived_on", "archived_by")),
        ("退出本轮", ("outcome", "closed_on", "closed_by", "reason")),
        ("其他", ("note",)),
    ),
    sizes=(800, 500),
    unasked=(*DERIVED, *LATER),
    defaults=lambda _store: {"collected_on": date.today().isoformat(), "kind": GOODS, "urgency": COMMON},
)
WISH_CLAIM_LIST = ListView(
    CLAIMS,
    columns=("claimant", "state", "claimed_on", "promised_on", "handed_on", "realised_on"),
    widths={"claimant": 180, "state": 76, "claimed_on": 98, "promised_on": 98, "handed_on": 98, "realised_on": 98},
    form=False,
    counted=False,
    add_text="登记认领",
    unasked=[f.key for f in CLAIMS.fields if f.key not in ("claimant", "claimed_on", "promised_on", "note")],
    defaults=lambda _store: {"claimed_on": date.today().isoformat()},
)
ROUND_LIST = ListView(
    WISH_ROUNDS,
    widths={"name": 130, "office": 140},
    unasked=("name", "wishes"),
    defaults=lambda store: {"office": store.office(), "year": str(date.today().year)},
)


class WishPage(MasterDetailPage):
    """The wishes with their form above; below, the claims of the current wish and the goods of the current claim."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.wish_actions = WishActions(shell, self)
        view, masked = replace(WISH_LIST, row_actions=self.wish_actions.choices), ("called", *secrets_of(WISHES))
        self.list = OpenableList(shell, view, masked, self, whole=False)
        open_first = self.tr("先在“认领”里打开这次认领，再修改")
        self.claims = ProtectedList(shell, WISH_CLAIM_LIST, secrets_of(CLAIMS), self, open_first)
        self.goods = ListPage(shell, goods_of_claim("认领以后再登记物品", counted=False), self)
        self._lay_out()
        self.list.current_changed.connect(self._show_wish)
        self.claims.current_changed.connect(self.goods.show_of)
        self._show_wish(None)

    def show_round(self, number: int | None, name: str) -> None:
        """Show the wishes of a round, or of all for None; a new wish belongs to the round of this name."""
        self.list.propose(round=name)
        self.list.show_rows(WISHES.of(number), of=number)

    def _lay_out(self) -> None:
        self.step = self.list.bar.put_button("next_step", "", self._next, "check")
        self.open = self.list.bar.put_button("open_beneficiary", self.tr("许愿人"), self._open, "person")
        self.open.setToolTip(self.tr("到许愿人那一条；资料仍遮住，“打开查看”才看得见"))
        self.papers = self.list.bar.put_button("papers", self.tr("卡片与台账"), lambda: None, "print")
        self.papers.setMenu(self._papers_menu())
        AttachmentButton(self.claims, self.claims)
        self.put_below(((CLAIMS.title, self.claims), (self.tr("物品"), self.goods)), (760, 580), (390, 210))

    def _papers_menu(self) -> QMenu:
        """The menu of the papers of the shown round and of the current claim."""
        menu = QMenu(self)
        self._claim_papers: list[QAction] = []
        for _title, reports in (group for group in groups().items() if group[0].startswith(WISHES.title)):
            menu.addSeparator()
            for report in reports:
                made = menu.addAction(icon("document"), report.title, step(partial(self._paper, report)))
                if report.key in OF_CLAIM_PAPERS:
                    self._claim_papers.append(made)
        menu.aboutToShow.connect(self._offer_papers)
        return menu

    def _offer_papers(self) -> None:
        for made in self._claim_papers:
            made.setEnabled(self.claims.current_id() is not None)

    def _paper(self, report: Report) -> None:
        self.shell.export(report, self.claims.current_id() if report.key in OF_CLAIM_PAPERS else self.list.of)

    def _show_wish(self, number: int | None) -> None:
        self.open.setEnabled(number is not None)
        step = self.wish_actions.next_step(number) if number is not None else None
        self.step.setEnabled(step is not None)
        self.step.setText(self.tr("下一步：{}").format(step[0]) if step else self.tr("下一步"))
        why_not = self.wish_actions.why_no_claim(number) if number else self.tr("先在上面选一个心愿")
        self.claims.show_rows(CLAIMS.of(number or 0), {"wish_id": number}, why_not=why_not)

    def _next(self) -> None:
        number = self.list.current_id()
        if number is not None and (step := self.wish_actions.next_step(number)):
            step[1]()

    def _open(self) -> None:
        if (number := self.list.current_id()) is not None:
            self.wish_actions.show_beneficiary(number)


class RoundPage(ListPage):
    """The rounds; unclaimed wishes of a round can be carried over into the next one."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, ROUND_LIST, parent)
        self.carry = self.bar.put_button("carry", self.tr("未认领的转下一轮……"), self._ask_day)
        self.current_changed.connect(lambda number: self.carry.setEnabled(number is not None))

    def _ask_day(self) -> None:
        with self.store.read() as session:
            name = session.get_one(WishRound, self.current_id()).name
        question = self.tr("{}核实过又无人认领的心愿转到下一轮，排在最前。从哪一天转？").format(name)
        today = date.today().isoformat()
        ask(self, "carry_dialog", self.tr("转下一轮"), question, self._carry, text=today)

    def _carry(self, day: str) -> None:
        number = self.current_id()
        with self.store.write(self.tr("未认领的心愿转下一轮")) as session:
            this = session.get_one(WishRound, number)
            codes = [wish.code for wish in carry_over_all(session, this.id, parse_day(day))]
        said = self.tr("已转 {count} 个心愿，新编号从 {first} 起").format(count=len(codes), first=codes[0])
        self.shell.tell_done(said)
