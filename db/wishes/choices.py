"""Settings of micro-wishes: the days within which each step is due, and the promises of a claimant."""

from __future__ import annotations

from db.core.settings import Choice

DAYS = ("3", "5", "7", "10", "15", "30")
WISH_VERIFY = Choice("wish_verify", "几天内核实", "7", "从征集那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_HAND = Choice("wish_hand", "几天内对接", "7", "从认领那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_FEEDBACK = Choice("wish_feedback", "几天内反馈", "7", "从实现那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_SOON = Choice("wish_soon", "提前几天提醒承诺", "3", "承诺的日子快到时，在首页提醒", DAYS, "微心愿")
WISH_PROMISES = Choice(
    "wish_promises",
    "认领时承诺",
    "在{日期}以前实现上面的心愿。\n"
    "认领后{天}日内同社区对接，由社区工作人员陪同或转交，不自行上门。\n"
    "送去的物品质量合格，提供的服务安全可靠，不收取任何费用，不附加任何条件。\n"
    "尊重许愿人，保守其隐私；未经本人（孩子未经监护人）同意，不拍照、不录像、不发布。\n"
    "因故不能按时实现的，及时告诉社区，由社区另行安排。",
    "印在认领承诺书上，一行一条；{日期} 会换成承诺日期，{天} 换成上面的“几天内对接”；全部删去就恢复原来的",
    group="微心愿",
    lines=True,
)
CHOICES = (
    WISH_VERIFY,
    WISH_HAND,
    WISH_FEEDBACK,
    WISH_SOON,
    WISH_PROMISES,
)
