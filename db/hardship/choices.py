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
PUBLIC_WORDS = Choice(
    "public_words",
    "可以公开的词",
    "",
    "公开版会遮住困难原因；其中说的不是哪一个人的词写在这里，就不遮，用顿号隔开，如 困难群众、低保政策",
    group="公示",
)
CHOICES = (KEEP_YEARS, PUBLIC_WORDS)
