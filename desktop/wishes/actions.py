"""The actions on a wish, for the board and the list alike: its steps, its claim, its end in a round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from db.core import settings
from db.core.errors import UserError
from db.core.fields import Field
from db.core.kinds import LONG, one_of
from db.wishes.choices import WISH_HAND
from db.wishes.listings import CLAIMED, ENDS, PUBLISHED, WAY, WISHES
from db.wishes.models import CARRIED, OUTCOMES, RETURNED, WITHDRAWN, Wish
from db.wishes.rules import NOT_AGREED
from db.wishes.steps import (
    NOT_CLAIMED,
    STEPS,
    advance,
    cancel_claim,
    carry_over,
    close_wish,
    is_public,
    live_claim,
    state,
    step_back,
)
from desktop.shell.protocol import Shell
from desktop.shell.record_dialog import FormDialog

GONE = "已退出"  # the column of wishes that left the round
DAY = replace(WISHES["closed_on"], key="day", title="日期", required=True)
REASON = Field("reason", "原因", LONG, WISHES["reason"].sql, WISHES["reason"].set, required=True)


class WishActions(QObject):
    """Asks in a form for what an action needs; each action can be undone."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._store, self._window = shell, shell.store, parent

    def move(self, number: int, to: str) -> None:
        """Move a wish to another state; raises UserError where it can't go there."""
        now, _code = self._where(number)
        if to in (GONE, *ENDS):
            self.leave(number, "" if to == GONE else to)
        elif now in ENDS or WAY.index(to) < WAY.index(now):
            self._back(number, now, to)
        elif to != now:
            self._take(number, to)

    def next_step(self, number: int) -> tuple[str, Callable[[], None]] | None:
        """The verb of the next step and the function that takes it; None after the last step."""
        now, _code = self._where(number)
        if now in ENDS or now == WAY[-1]:
            return None
        to = WAY[WAY.index(now) + 1]
        return STEPS[to].verb, partial(self._take, number, to)

    def choices(self, number: int) -> Sequence[tuple[str, Callable[[], object]]]:
        """The actions for the menu of a wish: text and function."""
        now, _code = self._where(number)
        offered: list[tuple[str, Callable[[], object]]] = []
        if step := self.next_step(number):
            offered.append((self.tr("{}……").format(step[0]), step[1]))
        if now in (RETURNED, WITHDRAWN):  # a wish that was carried over goes on in the next round
            offered.append((self.tr("放回本轮"), partial(self.move, number, WAY[0])))
        elif now == CLAIMED or (now in WAY and WAY.index(now) == WAY.index(CLAIMED) + 1):
            offered.append((self.tr("取消认领……"), partial(self.cancel, number)))
        if now in WAY and WAY.index(now) > 0 and now != CLAIMED:
            offered.append((self.tr("退回上一步"), partial(self.move, number, WAY[WAY.index(now) - 1])))
        if now in WAY[: WAY.index(CLAIMED)]:
            offered += [(self.tr("{}……").format(outcome), partial(self.leave, number, outcome)) for outcome in OUTCOMES]
        return offered

    def why_no_claim(self, number: int) -> str:
        """Why a wish can't be claimed now; "" where it can."""
        now, _code = self._where(number)
        if now == CARRIED:
            return self.tr("这个心愿已转到下一轮，请在下一轮里办理")
        if now in ENDS:
            return self.tr("这个心愿已{}，不能认领；右键“放回本轮”再办").format(now)
        if WAY.index(now) < WAY.index(PUBLISHED):
            return self.tr("公示以后才能认领，请先办上面的“下一步”")
        if now != PUBLISHED:
            return self.tr("已有人认领；换人请先取消原来的认领")
        with self._store.read() as session:
            return "" if is_public(session, number) else NOT_AGREED

    def show_beneficiary(self, number: int) -> None:
        """Go to the person whose wish it is; the record stays masked."""
        with self._store.read() as session:
            wish = session.get_one(Wish, number)
        self._shell.go("beneficiaries", wish.beneficiary_id)

    def cancel(self, number: int) -> None:
        """Ask for a reason and cancel the claim of a wish; then others can claim it."""
        _now, code = self._where(number)

        def keep(values: Mapping[str, str]) -> None:
            with self._store.write(self.tr("取消认领 {}").format(code)) as session:
                claim = live_claim(session, number)
                if claim:
                    cancel_claim(session, claim, values["reason"], DAY.parse(values["day"]))
            self._said(self.tr("{} 的认领已取消，可以重新认领").format(code))

        self._ask(self.tr("取消认领 {}").format(code), self.tr("取消认领"), (DAY, REASON), keep)

    def leave(self, number: int, outcome: str = "") -> None:
        """Ask for a reason and return, withdraw or carry over a wish."""
        _now, code = self._where(number)
        kind = Field("outcome", self.tr("怎样退出"), one_of(*OUTCOMES), REASON.sql, REASON.set, required=True)
        defaults = {"outcome": outcome, "reason": NOT_CLAIMED if outcome == CARRIED else ""}

        def keep(values: Mapping[str, str]) -> None:
            chosen, day = kind.parse(values["outcome"]), DAY.parse(values["day"])
            with self._store.write(self.tr("{outcome} {code}").format(outcome=chosen, code=code)) as session:
                wish = session.get_one(Wish, number)
                if chosen == CARRIED:
                    made = carry_over(session, wish, day, values["reason"] or NOT_CLAIMED).code
                else:
                    made = ""
                    close_wish(session, wish, chosen, values["reason"], day)
            more = self.tr("，新编号 {}").format(made) if made else ""
            self._said(self.tr("{code} 已{outcome}{more}").format(code=code, outcome=chosen, more=more))

        self._ask(self.tr("{} 退出本轮").format(code), self.tr("退出"), (kind, DAY, REASON), keep, defaults)

    def _where(self, number: int) -> tuple[str, str]:
        with self._store.read() as session:
            row = WISHES.one(session, number)
        return WISHES.value(row, "state"), WISHES.value(row, "code")

    def _take(self, number: int, to: str) -> None:
        """Take a step; where the step needs values, ask for them. Raises UserError where it can't be taken."""
        step, (now, code) = STEPS[to], self._where(number)
        if to == CLAIMED and now == PUBLISHED and (why := self.why_no_claim(number)):
            raise UserError(why)

        def keep(values: Mapping[str, str]) -> None:
            with self._store.write(self.tr("{verb}心愿 {code}").format(verb=step.verb, code=code)) as session:
                advance(session, session.get_one(Wish, number), to, {k: v for k, v in values.items() if v.strip()})
            self._said(self.tr("{code} {state}").format(code=code, state=to))

        if not step.asks:
            keep({})
            return
        fields = [
            replace(step.listing[key], required=key in (*step.asks, step.day))
            for key in (*step.asks, step.day, *step.more)
        ]
        title = self.tr("{verb}心愿 {code}").format(verb=step.verb, code=code)
        self._ask(title, step.verb, fields, keep, self._defaults(step.day))

    def _defaults(self, day: str) -> dict[str, str]:
        today = date.today()
        return {day: today.isoformat(), "promised_on": self._promised(today).isoformat()}

    def _promised(self, today: date) -> date:
        with self._store.read() as session:
            return today + settings.days(session, WISH_HAND)

    def _back(self, number: int, now: str, to: str) -> None:
        _now, code = self._where(number)
        if now not in ENDS and WAY.index(to) < WAY.index(CLAIMED) <= WAY.index(now):
            with self._store.read() as session:
                claimed = live_claim(session, number)
            if claimed and not claimed.realised_on:
                self.cancel(number)
                return
        with self._store.write(self.tr("{} 退回一步").format(code)) as session:
            step_back(session, session.get_one(Wish, number), to)
            now = state(session, number)
        self._said(self.tr("{code} 退回到{state}").format(code=code, state=now))

    def _ask(
        self,
        title: str,
        go: str,
        fields: Sequence[Field],
        keep: Callable[[Mapping[str, str]], None],
        defaults: Mapping[str, str] | None = None,
    ) -> None:
        known = {"day": date.today().isoformat(), **(defaults or {})}
        FormDialog(self._store, title, go, fields, keep, self._window, defaults=known).open()

    def _said(self, text: str) -> None:
        self._shell.tell_done(text)
