"""The dialog for claims at a meeting, in large type: a wish by number or letters, Enter, a claimant, Enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from db.core import settings
from db.core.errors import UserError
from db.core.kinds import parse_day
from db.storage import history
from db.wishes.choices import WISH_HAND
from db.wishes.claims import may_claim
from db.wishes.on_site import (
    Offer,
    RoundProgress,
    claim,
    matching_offers,
    offers,
    register_organisation,
    round_progress,
    why_not,
)
from db.wishes.steps import round_of
from desktop.shell.dialogs import FilledDialog
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from widgets.day_editor import DayEditor
from widgets.finder import Finder
from widgets.icons import icon

SHOWN = 30  # characters of a typed text that a message repeats
TOGETHER = ("、", "+", "＋", "，", ",")  # keys that add another claimant


class OnSiteDialog(FilledDialog):
    """Stores each claim as one action; wishes that another clerk claims meanwhile vanish from the list."""

    def __init__(self, shell: Shell, wish_round: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("on_site")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shell, self.store = shell, shell.store
        with self.store.read() as session:
            this = round_of(session, wish_round)
            promised = date.today() + settings.days(session, WISH_HAND)
        self.round, self.name = this.id, this.name
        self.offers: list[Offer] = []
        self.shown: list[Offer] = []
        self.who: list[str] = []
        self.together: list[str] = []
        self.wish: Offer | None = None
        self.made: list[int] = []  # the numbers of the actions of this dialog; only these are undone here
        self.setWindowTitle(self.tr("现场认领　{}").format(self.name))
        self._lay_out(promised)
        self._connect()
        self.reload()
        self.resize(parent.window().size())

    def is_filled(self) -> bool:
        """Whether a claim is begun."""
        return self.isVisible() and bool(self.wish or self.together or self.claimants.line.text().strip())

    def discard(self) -> None:
        self._begin()
        super().discard()

    def _lay_out(self, promised: date) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 20, 28, 18)
        layout.setSpacing(12)
        layout.addLayout(self._head(promised))
        layout.addLayout(self._finders(), 1)
        layout.addLayout(self._message())
        layout.addLayout(self._foot())
        layout.addWidget(self.latest)
        for label in (self.message, self.latest):  # a long text doesn't widen the dialog
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _head(self, promised: date) -> QHBoxLayout:
        """The round, the days of the claims, and the number of claimed wishes."""
        title = QLabel(self.windowTitle(), self)
        title.setObjectName("on_site_title")
        self.count = QLabel(self)
        self.count.setObjectName("on_site_count")
        self.day, self.promised = DayEditor(self), DayEditor(self)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addStretch(1)
        for text, editor, name, day in (
            (self.tr("认领日期"), self.day, "claimed_on", date.today()),
            (self.tr("承诺日期"), self.promised, "promised_on", promised),
        ):
            editor.setObjectName(name)
            editor.setAccessibleName(text)
            editor.setFixedWidth(150)
            editor.set_text(day.isoformat())
            row.addWidget(QLabel(text, self))
            row.addWidget(editor)
        row.addSpacing(24)
        row.addWidget(self.count)
        return row

    def _finders(self) -> QHBoxLayout:
        self.wishes = Finder("wish", self.tr("一、心愿"), self.tr("编号，或心愿的几个首字母"), self)
        self.claimants = Finder(
            "claimant", self.tr("二、认领人"), self.tr("单位、队伍或姓名的首字母；几家一起按 +"), self
        )
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.wishes, 3)
        row.addWidget(self.claimants, 2)
        return row

    def _message(self) -> QHBoxLayout:
        """The message, and the button that adds an unknown claimant as an organisation."""
        self.message = QLabel(self)
        self.message.setObjectName("on_site_said")
        self.message.setWordWrap(True)
        self.enrol = QPushButton(icon("add"), self.tr("登记为新单位并认领(&N)"), self)
        self.enrol.setObjectName("enrol")
        self.enrol.setAutoDefault(False)
        self.enrol.hide()
        row = QHBoxLayout()
        row.addWidget(self.message, 1)
        row.addWidget(self.enrol)
        return row

    def _foot(self) -> QHBoxLayout:
        """The heading of the latest claims, with the buttons that undo the last one and close the dialog."""
        heading = QLabel(self.tr("刚刚认领"), self)
        heading.setProperty("heading", True)
        self.latest = QLabel(self)
        self.latest.setObjectName("latest")
        self.latest.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.latest.setMinimumHeight(84)
        self.undo = QPushButton(icon("undo"), self.tr("撤销上一步（Ctrl+Z）"), self)
        self.undo.setObjectName("undo")
        close = QPushButton(self.tr("结束"), self)
        close.setObjectName("close")
        close.clicked.connect(step(self.reject))
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        for button in (self.undo, close):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.wishes.line.textChanged.connect(self._find_wish)
        self.wishes.line.textEdited.connect(self._retype)
        self.wishes.line.returnPressed.connect(self._take_wish)
        self.wishes.list.itemClicked.connect(lambda _item: self._take_wish())
        self.claimants.line.textEdited.connect(self._find_claimant)
        self.claimants.line.returnPressed.connect(step(self._claim))
        self.claimants.entered.connect(self._go_on)
        self.enrol.clicked.connect(step(self._enrol))
        self.claimants.list.itemDoubleClicked.connect(step(self._claim))
        self.undo.clicked.connect(step(self._undo))
        for finder in (self.wishes, self.claimants):
            finder.undo_wanted.connect(step(self._undo))
        self.store.changed.connect(self.reload)

    def reload(self) -> None:
        """Load the wishes that can be claimed now, and the progress of the round."""
        with self.store.read() as session:
            self.offers = offers(session, self.round)
            self._show(round_progress(session, self.round))
        self._find_wish()
        if self.wish and self.wish.id not in {offer.id for offer in self.offers}:
            self._say_why(str(self.wish.number))
            self._begin()
        self._find_claimant()

    def _show(self, now: RoundProgress) -> None:
        self.count.setText(self.tr("已认领 {claimed} / {all}").format(claimed=now.claimed, all=now.published))
        self.latest.setText("\n".join(now.latest) or self.tr("还没有认领"))

    def _find_wish(self, _typed: str = "") -> None:
        self.shown = matching_offers(self.offers, self.wishes.line.text())
        self.wishes.show_found([f"{offer.number:03}　{offer.content}　{offer.called}" for offer in self.shown])

    def _find_claimant(self, typed: str = "") -> None:
        typed = self.claimants.line.text()
        if typed and typed[-1] in TOGETHER:
            self.claimants.line.setText(typed[:-1])
            self._put_together()
            return
        with self.store.read() as session:
            self.who = may_claim(session, typed.strip())
        self.claimants.show_found(self.who)

    def _retype(self) -> None:
        """Forget the taken wish, as another number was typed."""
        if self.wish:
            self.wish = None
            self._say("")

    def _take_wish(self) -> None:
        if self.wishes.place < 0:
            typed = self.wishes.line.text().strip()
            if typed:
                self._say_why(typed)
            else:
                self._say(self.tr("请输心愿编号，或用 ↑↓ 选一个"), wrong=True)
            self.wishes.line.selectAll()
            return
        self.wish = self.shown[self.wishes.place]
        self._say(self.tr("{code}　{content}　—　由谁认领？").format(code=self.wish.code, content=self.wish.content))
        self.claimants.line.setFocus()
        self.claimants.line.selectAll()

    def _go_on(self) -> None:
        """Take the typed wish when the focus goes to the claimant without Enter."""
        if self.wish is None and self.wishes.line.text().strip():
            self._take_wish()

    def _chosen(self) -> str | None:
        """The claimant chosen in the list; None where nobody fits."""
        place = self.claimants.place
        return self.who[place] if 0 <= place < len(self.who) else None

    def _put_together(self) -> None:
        """Add the chosen claimant to those who claim together, and ask for the next."""
        who = self._chosen()
        if who is not None and who not in self.together:
            self.together.append(who)
        self.claimants.line.clear()
        self._find_claimant()
        self._say(self.tr("{}　和　……").format("、".join(self.together)))

    def _claim(self) -> None:
        """Store the claim, or say why it can't be stored, for instance as somebody was faster."""
        if self.wish is None:
            self._take_wish()
        if self.wish is None:
            self.wishes.line.setFocus()
            return
        typed, who = self.claimants.line.text().strip(), self._chosen()
        if typed and who is None:
            unknown = self.tr("没有“{}”：认领人要先登记成单位、志愿服务队、社工委成员或志愿者")
            self._say(unknown.format(typed if len(typed) <= SHOWN else f"{typed[:SHOWN]}…"), wrong=True)
            self.enrol.show()
            return
        names = [*self.together, *([who] if who and who not in self.together else [])]
        if not names:
            self._say(self.tr("请输认领人的首字母，或用 ↑↓ 选一个"), wrong=True)
            return
        self._guarded(lambda: self._store("、".join(names)))

    def _enrol(self) -> None:
        """Add the unknown claimant as an organisation, and store the claim."""
        name = self.claimants.line.text().strip()
        self.claimants.line.setFocus()
        if self.wish and name:
            self._guarded(lambda: self._store("、".join([*self.together, name]), new=name))

    def _store(self, names: str, new: str = "") -> None:
        assert self.wish
        promised = self.promised.value_text().strip()
        wish, self.wish = self.wish, None  # storing it reloads the list
        try:
            with self.store.write(self.tr("现场认领 {}").format(wish.code)) as session:
                day = parse_day(self.day.value_text())
                if new:
                    register_organisation(session, new)
                said = claim(session, wish, names, day, parse_day(promised) if promised else None)
        except UserError:
            self.wish = wish
            raise
        if made := self.store.database.last:
            self.made.append(made)
        self._say(said)
        self._begin()

    def _begin(self) -> None:
        """Begin with the next wish."""
        self.wish, self.together = None, []
        self.wishes.clear()
        self.claimants.clear()
        self._find_claimant()
        self.wishes.line.setFocus()

    def _undo(self) -> None:
        """Undo the last claim of this dialog, whatever another clerk has done since."""
        with self.store.read() as session:
            done = [history.action(session.connection(), number) for number in self.made]
        self.made = [one.id for one in done if one and not one.undone]
        if self.made:
            self._guarded(lambda: self._say(self.tr("已撤销：{}").format(self.store.undo(self.made[-1]))))
        else:
            self._say(self.tr("这次打开以后没有登记别的认领，不用撤销"))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except UserError as error:
            self._say(str(error), wrong=True)
            self.reload()

    def _say_why(self, typed: str) -> None:
        with self.store.read() as session:
            why = why_not(session, self.round, typed)
        self._say(why, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.enrol.hide()
        self.message.setText(text)
        self.message.setProperty("wrong", wrong)
        self.message.style().polish(self.message)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wishes.line.setFocus()
        if self.offers:
            self._say(self.tr("输心愿编号，回车；输认领人首字母，回车"))
        else:
            self._say(self.tr("这一轮没有可以认领的心愿：要先核实、公示，许愿人也要同意公开"), wrong=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the wish; a second Esc closes the dialog."""
        if event.key() == Qt.Key.Key_Escape and (self.wish or self.wishes.line.text() or self.claimants.line.text()):
            self._begin()
            self._say("")
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
