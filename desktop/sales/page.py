"""The charity sales, and below them the account, the goods and the uses of the current sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.core.errors import UserError
from db.core.kinds import money, parse_day
from db.core.masking import Audience
from db.sales.listings import SALE_GOODS, SALE_USES, SALES, account, publish_sale, withdraw_publication
from db.sales.models import ONE_YUAN, Account, Sale
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import Action, ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from exports.sales.publication import SALE_PUBLIC

FIGURES = ("received", "exchanged", "expected", "difference", "spent", "balance")  # shown below the list, in one line
SALE_LIST = ListView(
    SALES,
    columns=("held_on", "title", "kind", "counted", "balance", "published_on"),
    widths={"held_on": 96, "title": 230, "kind": 84, "counted": 96, "balance": 90, "published_on": 96},
    unseen=FIGURES,
    sections=(
        ("义卖", ("title", "kind", "held_on", "counted", "office", "activity")),
        ("其他", ("activity_day", "published_on", "withdrawn", "note")),
    ),
    sizes=(760, 520),
    unasked=(*FIGURES, "activity_day", "published_on", "withdrawn"),
    defaults=lambda store: {"office": store.office(), "kind": ONE_YUAN, "held_on": date.today().isoformat()},
)
COUNTS = {"received": 58, "exchanged": 58, "left": 58}
GOOD_LIST = ListView(
    SALE_GOODS,
    unseen=("sale",),
    widths={"item": 92, "organisation": 130, "donor": 84, "unit": 86, **COUNTS, "price": 70, "income": 76},
    form=False,
    add_text="新增物品",
    unasked=("sale", "left", "income"),
    choose_first="先在上面选一场义卖",
)
USE_LIST = ListView(
    SALE_USES,
    unseen=("sale",),
    widths={"spent_on": 98, "purpose": 206, "amount": 76, "receipt": 88, "beneficiary": 90},
    form=False,
    add_text="新增支出",
    unasked=("sale",),
    defaults=lambda _store: {"spent_on": date.today().isoformat()},
    choose_first="先在上面选一场义卖",
)


class SaleFigures(RefreshingPage):
    """The account of a sale in one line: expected, counted, spent, balance; red where they don't agree."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.sale: int | None = None
        self.figures, self.why = QLabel(self), QLabel(self)
        self.figures.setObjectName("sale_figures")
        self.why.setObjectName("why")
        self.why.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(20)
        row.addWidget(self.figures)
        row.addWidget(self.why, 1)

    def show_sale(self, number: int | None) -> None:
        self.sale = number
        self.refresh()

    def load(self) -> None:
        with self.store.read() as session:
            sale = session.get(Sale, self.sale) if self.sale is not None else None
            found = account(session, sale) if sale else None
        self.figures.setText(self._words(found) if found else "")
        wrong = found.wrong if found else ""
        for label, key in ((self.figures, "wrong"), (self.why, "error")):
            label.setProperty(key, bool(wrong))
            label.style().polish(label)
        self.why.setText(wrong or self._standing(sale))

    def _words(self, found: Account) -> str:
        unknown = self.tr("未填")
        parts = (
            (self.tr("应收"), money(found.expected)),
            (self.tr("实收"), unknown if found.counted is None else money(found.counted)),
            (self.tr("支出"), money(found.spent)),
            (self.tr("结余"), unknown if found.balance is None else money(found.balance)),
        )
        return "　".join(f"{title} {figure}" for title, figure in parts)

    def _standing(self, sale: Sale | None) -> str:
        if sale is None:
            return ""
        if sale.published_on:
            return self.tr("已于 {} 公示；以后的支出可以照常登记").format(sale.published_on)
        return self.tr("账目已结平，可以公示")


class SalePage(MasterDetailPage):
    """The sales with their form above; below, the account, and the goods and uses side by side."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.sale: int | None = None
        self.list = ListPage(shell, replace(SALE_LIST, row_actions=self._row_actions), self)
        self.figures = SaleFigures(shell, self)
        self.goods = ListPage(shell, GOOD_LIST, self)
        self.uses = ListPage(shell, USE_LIST, self)
        self._lay_out()
        self.list.current_changed.connect(self._show_sale)
        self._show_sale(None)

    def _lay_out(self) -> None:
        self.publish = self.list.bar.put_button("publish", "", self._ask, "check")
        self.paper = self.list.bar.put_button("print_public", self.tr("打印公示"), self._print, "print")
        self.paper.setToolTip(self.tr("公开版：捐赠人只留姓，不印受益人"))
        parts = (self.tr("物品"), self.goods), (self.tr("支出"), self.uses)
        self.put_below(parts, (760, 560), (290, 310), line=self.figures)

    def _row_actions(self, number: int) -> Sequence[Action]:
        return [(self.tr("导出公示……"), lambda: self.shell.export(SALE_PUBLIC, number))]

    def _show_sale(self, number: int | None) -> None:
        """Show a sale; once it is published, it is read-only."""
        self.sale = number
        with self.store.read() as session:
            sale = session.get(Sale, number) if number is not None else None
        published = bool(sale and sale.published_on)
        self.publish.setText(self.tr("撤回公示……") if published else self.tr("公示……"))
        for button in (self.publish, self.paper):
            button.setEnabled(sale is not None)
        self.list.lock_form(published)
        self.goods.lock(self.tr("已公示的物品不能再改；要改，先点“撤回公示”") if published else "")
        self.goods.propose(price=money(100) if sale and sale.kind == ONE_YUAN else "")
        for page in (self.goods, self.uses):
            page.show_of(number)
        self.figures.show_sale(number)

    def _ask(self) -> None:
        """Ask for the day of publication, or why it is withdrawn; raises UserError where the account is wrong."""
        with self.store.read() as session:
            sale = session.get_one(Sale, self.sale)
            wrong = account(session, sale).wrong
        if sale.published_on:
            question = self.tr("为什么撤回公示？撤回以后账目可以再改，改好再公示。")
            ask(self, "withdraw_dialog", self.tr("撤回公示"), question, self._withdraw)
        elif wrong:
            raise UserError(self.tr("不能公示：{}").format(wrong))
        else:
            question = self.tr("哪一天公示？公示以后，物品、实收和那天以前的支出不能再改。")
            today = date.today().isoformat()
            ask(self, "publish_dialog", self.tr("公示"), question, self._publish, text=today)

    def _publish(self, day: str) -> None:
        with self.store.write(self.tr("公示义卖")) as session:
            publish_sale(session, session.get_one(Sale, self.sale), parse_day(day))
        self.shell.tell_done(self.tr("已公示"))

    def _withdraw(self, reason: str) -> None:
        with self.store.write(self.tr("撤回公示")) as session:
            withdraw_publication(session, session.get_one(Sale, self.sale), reason)
        self.shell.tell_done(self.tr("公示已撤回，改好以后再公示"))

    def _print(self) -> None:
        """Print the paper for the notice board, in its public version."""
        self.shell.print(SALE_PUBLIC, self.sale, Audience.PUBLIC)
