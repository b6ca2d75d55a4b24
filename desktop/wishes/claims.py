"""The list of all claims, and below it the goods of the current claim."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, secrets_of
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell
from desktop.wishes.actions import WishActions
from desktop.wishes.goods import goods_of_claim
from exports import report_named

CLAIM_LIST = ListView(
    CLAIMS,
    columns=("wish", "content", "claimant", "state", "claimed_on", "promised_on", "handed_on", "realised_on"),
    widths={"wish": 96, "content": 190, "claimant": 140, "state": 76},
    unseen=("claimed",),
    sections=(
        ("认领", ("wish", "content", "state", "claimant", "claimed_on", "claimed_by", "promised_on")),
        ("对接与实现", ("handed_on", "handed_by", "realised_on", "delivered_by", "received_by", "value")),
        (
            "反馈与回访",
            ("feedback_on", "feedback_by", "satisfaction", "feedback", "revisited_on", "revisited_by", "revisit"),
        ),
        ("取消", ("cancelled_on", "cancelled_by", "reason", "note")),
    ),
    sizes=(760, 540),
    no_new="认领在“心愿”或“看板”里登记：先选那个心愿",
)


class ClaimPage(MasterDetailPage):
    """The claims with their form above; below, the goods of the current claim."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.wish_actions = WishActions(shell, self)
        self.list = OpenableList(shell, CLAIM_LIST, secrets_of(CLAIMS), self, whole=False)
        self.cancel = self.list.bar.put_button("cancel_claim", self.tr("取消认领……"), self._cancel)
        self.papers = [
            self.list.bar.put_button(key, title, partial(self._paper, key), "document")
            for key, title in (("claim_form", self.tr("承诺书")), ("claim_receipt", self.tr("签收单")))
        ]
        AttachmentButton(self.list, self.list)
        self.goods = ListPage(shell, goods_of_claim("先在上面选一次认领", counted=True), self)
        self.put_below(((self.tr("物品"), self.goods),), (1300,), (420, 180))
        self.list.current_changed.connect(self._show_claim)
        self._show_claim(None)

    def _show_claim(self, number: int | None) -> None:
        with self.store.read() as session:
            claim = session.get(Claim, number) if number is not None else None
        self.cancel.setEnabled(claim is not None and claim.cancelled_on is None and claim.realised_on is None)
        for paper in self.papers:
            paper.setEnabled(claim is not None)
        self.goods.show_of(number)

    def _cancel(self) -> None:
        with self.store.read() as session:
            wish = session.get_one(Claim, self.list.current_id()).wish_id
        self.wish_actions.cancel(wish)

    def _paper(self, key: str) -> None:
        if (number := self.list.current_id()) is not None:
            self.shell.export(report_named(key), number)
