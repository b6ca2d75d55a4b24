"""The wishes as a list with their form, and of the chosen one its claims and what was given."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from db.core.kinds import parse_day
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.models import COMMON, GOODS, WishRound
from db.wishes.steps import carry_all
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, ProtectedList, secrets_of
from desktop.shell.ask import ask
from desktop.shell.list_page import ListPage
from desktop.shell.master_detail_page import MasterPage
from desktop.shell.protocol import Shell
from desktop.wishes.actions import WishActions
from exports import groups
from widgets.icons import icon

SECTIONS = (
    ("心愿", ("code", "state", "called", "beneficiary", "content", "kind", "urgency", "cost", "round", "carried_from")),
    ("征集与核实", ("collected_on", "collected_by", "source", "verified_on", "verified_by", "verified")),
    ("公示与归档", ("publish", "published_on", "published_by", "archived_on", "archived_by")),
    ("退出本轮", ("outcome", "closed_on", "closed_by", "reason")),
    ("其他", ("note",)),
)
IN_LIST = ("code", "state", "colour", "content", "called", "claimant", "urgency", "publish")
OF_CLAIM = ("claimed_on", "promised_on", "realised_on", "satisfaction", "claimed", "claimant")
DERIVED = ("code", "state", "colour", "called", "publish", "carried_from", *OF_CLAIM)
LATER = (
    *("published_on", "published_by", "outcome", "closed_on", "closed_by", "reason", "archived_on", "archived_by"),
    *("verified_on", "verified_by", "verified"),
)
CLAIM_SECTIONS = (
    ("认领", ("wish", "content", "state", "claimant", "claimed_on", "claimed_by", "promised_on")),
    ("对接与实现", ("handed_on", "handed_by", "realised_on", "delivered_by", "received_by", "value")),
    (
        "反馈与回访",
        ("feedback_on", "feedback_by", "satisfaction", "feedback", "revisited_on", "revisited_by", "revisit"),
    ),
    ("取消", ("cancelled_on", "cancelled_by", "reason", "note")),
)
OF_CLAIM_PAPERS = ("claim_form", "claim_receipt")
CLAIM_IN_LIST = ("wish", "content", "claimant", "state", "claimed_on", "promised_on", "handed_on", "realised_on")


class WishPage(MasterPage):
    """The wishes with their form above; below, the claims of the chosen one and the goods of the chosen claim."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.actions_ = WishActions(shell, self)
        unseen, masked = ("beneficiary", *OF_CLAIM), ("called", *secrets_of(WISHES))
        self.list = OpenableList(
            shell, WISHES, self, masked, whole=False, sections=SECTIONS, unseen=unseen, sizes=(800, 500)
        )
        self.list.table.hide_fields([f.key for f in WISHES.fields if f.key not in IN_LIST])
        self.list.hidden = (*DERIVED, *LATER)
        self.list.more_actions = self.actions_.choices
        unseen = ("wish", "content", "claimed")
        self.claims = ProtectedList(shell, CLAIMS, self, secrets_of(CLAIMS), form=False, unseen=unseen)
        self.claims.open_first = self.tr("先在“认领”里打开这次认领，再修改")
        self.goods = ListPage(shell, CLAIM_GOODS, self, form=False, unseen=("wish", "realised"))
        self.goods.hidden = ("wish", "realised")
        self._lay_out()
        self.list.current_changed.connect(self._show_wish)
        self.claims.current_changed.connect(self._show_claim)
        self._show_wish(None)

    def show_round(self, number: int | None, name: str) -> None:
        """Show the wishes of a round, all of them for None; a new one belongs to it."""
        self.list.of = number
        today = date.today().isoformat()
        self.list.defaults = {"collected_on": today, "round": name, "kind": GOODS, "urgency": COMMON}
        self.list.show_listing(WISHES.of(number))

    def _lay_out(self) -> None:
        self.step = self.list.put_button("next_step", "", self._next, "check")
        self.open = self.list.put_button("open_beneficiary", self.tr("许愿人"), self._open, "person")
        self.open.setToolTip(self.tr("到许愿人那一条；资料仍遮住，“打开查看”才看得见"))
        self.papers = self.list.put_button("papers", self.tr("卡片与台账"), lambda: None, "print")
        self.papers.setMenu(self._papers_menu())
        self.list.set_widths(code=96, state=84, colour=54, content=230, called=96, claimant=150, urgency=76, publish=76)
        self.claims.add_button.setText(self.tr("登记认领"))
        self.claims.hidden = [
            f.key for f in CLAIMS.fields if f.key not in ("claimant", "claimed_on", "promised_on", "note")
        ]
        self.claims.defaults = {"claimed_on": date.today().isoformat()}
        self.goods.add_button.setText(self.tr("加一件"))
        AttachmentButton(self.claims, self.claims)
        for page in (self.claims, self.goods):
            page.count.hide()
        self.claims.table.hide_fields([f.key for f in CLAIMS.fields if f.key not in CLAIM_IN_LIST[2:]])
        self.claims.set_widths(claimant=180, state=76, claimed_on=98, promised_on=98, handed_on=98, realised_on=98)
        self.goods.set_widths(item=110, quantity=60, unit=80, value=80)
        self.put_below(((CLAIMS.title, self.claims), (self.tr("物品"), self.goods)), (760, 580), (390, 210))

    def _papers_menu(self) -> QMenu:
        """The papers and sheets of the round that is shown, and those of the chosen claim, where there is one."""
        menu = QMenu(self)
        self._claim_papers: list[QAction] = []
        for _title, reports in (group for group in groups().items() if group[0].startswith(WISHES.title)):
            menu.addSeparator()
            for report in reports:
                made = menu.addAction(icon("document"), report.title, partial(self._paper, report))
                if report.key in OF_CLAIM_PAPERS:
                    self._claim_papers.append(made)
        menu.aboutToShow.connect(self._offer_papers)
        return menu

    def _offer_papers(self) -> None:
        for made in self._claim_papers:
            made.setEnabled(self.claims.current_id() is not None)

    def _paper(self, report: Any) -> None:
        self.shell.export(report, self.claims.current_id() if report.key in OF_CLAIM_PAPERS else self.list.of)

    def _show_wish(self, number: int | None) -> None:
        self.open.setEnabled(number is not None)
        step = self.actions_.next_step(number) if number is not None else None
        self.step.setEnabled(step is not None)
        self.step.setText(self.tr("下一步：{}").format(step[0]) if step else self.tr("下一步"))
        self.claims.lock_new(self.actions_.why_no_claim(number) if number else self.tr("先在上面选一个心愿"))
        self.claims.show_listing(CLAIMS.of(number or 0), {"wish_id": number})

    def _show_claim(self, number: int | None) -> None:
        self.goods.lock_new("" if number else self.tr("认领以后再登记物品"))
        self.goods.of = number
        self.goods.show_listing(CLAIM_GOODS.of(number or 0), {"claim_id": number})

    def _next(self) -> None:
        number = self.list.current_id()
        if number is not None and (step := self.actions_.next_step(number)):
            step[1]()

    def _open(self) -> None:
        if (number := self.list.current_id()) is not None:
            self.actions_.show_whose(number)


class RoundPage(ListPage):
    """The rounds; what nobody took on is carried over into the next one."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, WISH_ROUNDS, parent)
        self.hidden = ("name", "wishes")
        self.defaults = {"office": self.store.office(), "year": str(date.today().year)}
        self.set_widths(name=130, office=140)
        self.carry = self.put_button("carry", self.tr("未认领的转下一轮……"), self._ask_day)
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
            codes = [wish.code for wish in carry_all(session, session.get_one(WishRound, number).id, parse_day(day))]
        said = self.tr("已转 {count} 个心愿，新编号从 {first} 起").format(count=len(codes), first=codes[0])
        self.shell.done(said)
