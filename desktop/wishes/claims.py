"""All claims: what was promised, given, received and said of it, with the receipt and the photos."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, secrets_of
from desktop.shell.list_page import ListPage
from desktop.shell.master_detail_page import MasterPage
from desktop.shell.protocol import Shell
from desktop.wishes.actions import WishActions
from desktop.wishes.page import CLAIM_IN_LIST, CLAIM_SECTIONS
from exports import report_named


class ClaimPage(MasterPage):
    """The claims with their form above; below, the goods of the chosen one."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.actions_ = WishActions(shell, self)
        self.list = OpenableList(
            shell,
            CLAIMS,
            self,
            secrets_of(CLAIMS),
            whole=False,
            sections=CLAIM_SECTIONS,
            unseen=("claimed",),
            sizes=(760, 540),
        )
        self.list.table.hide_fields([f.key for f in CLAIMS.fields if f.key not in CLAIM_IN_LIST])
        self.list.lock_new(self.tr("认领在“心愿”或“看板”里登记：先选那个心愿"))
        self.list.add_button.hide()
        self.list.set_widths(wish=96, content=190, claimant=140, state=76)
        self.cancel = self.list.put_button("cancel_claim", self.tr("取消认领……"), self._cancel)
        self.papers = [
            self.list.put_button(key, title, partial(self._paper, key), "document")
            for key, title in (("claim_form", self.tr("承诺书")), ("claim_receipt", self.tr("签收单")))
        ]
        AttachmentButton(self.list, self.list)
        self.goods = ListPage(shell, CLAIM_GOODS, self, form=False, unseen=("wish", "realised"))
        self.goods.hidden = ("wish", "realised")
        self.goods.add_button.setText(self.tr("加一件"))
        self.goods.set_widths(item=140, quantity=70, unit=90, value=100, organisation=180)
        self.put_below(((self.tr("物品"), self.goods),), (1300,), (420, 180))
        self.list.current_changed.connect(self._show_claim)
        self._show_claim(None)

    def _show_claim(self, number: int | None) -> None:
        with self.store.read() as session:
            claim = session.get(Claim, number) if number is not None else None
        self.cancel.setEnabled(claim is not None and claim.cancelled_on is None and claim.realised_on is None)
        for paper in self.papers:
            paper.setEnabled(claim is not None)
        self.goods.lock_new("" if claim else self.tr("先在上面选一次认领"))
        self.goods.of = number
        self.goods.show_listing(CLAIM_GOODS.of(number or 0), {"claim_id": number})

    def _cancel(self) -> None:
        with self.store.read() as session:
            wish = session.get_one(Claim, self.list.current_id()).wish_id
        self.actions_.cancel(wish)

    def _paper(self, key: str) -> None:
        if (number := self.list.current_id()) is not None:
            self.shell.export(report_named(key), number)
