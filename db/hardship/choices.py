"""Settings about people in hardship."""

from __future__ import annotations

from db.core.settings import Choice

KEEP_YEARS = Choice(
    "keep_years",
    "帮扶资料保存几年",
    "3",
    "新登记的帮扶对象按它填“资料保存到”；到期在首页提醒复核",
    ("1", "2", "3", "5"),
    "微心愿",
)
CHOICES = (KEEP_YEARS,)
