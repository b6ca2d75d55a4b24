"""Settings of whatever is printed: who signs a form, who publishes a paper and for how long."""

from __future__ import annotations

from db.core.settings import Choice

PUBLIC_ISSUER = Choice(
    "public_issuer",
    "公示、公告的落款",
    "{社区}居民委员会",
    "要写有公章的单位；{社区} 会换成街道和社区的名称",
    group="公示",
)
PUBLIC_DAYS = Choice("public_days", "公示天数", "7", "从公示日期那天算起", ("3", "5", "7", "10"), "公示")
PUBLIC_CONTACT = Choice(
    "public_contact", "向谁反映", "", "可写部门和电话，会印在公示上；不填就写落款单位", group="公示"
)
WORD_BODY = Choice(
    "word_body",
    "Word 文件的仿宋、楷体",
    "仿宋、楷体",
    "与办公电脑上安装的字体名称一致，街道的排版检查才认",
    ("仿宋、楷体", "仿宋_GB2312、楷体_GB2312", "方正仿宋_GBK、方正楷体_GBK"),
)
WORD_TITLE = Choice(
    "word_title",
    "Word 文件的标题字体",
    "方正小标宋简体",
    "",
    ("方正小标宋简体", "方正小标宋_GBK", "华文中宋"),
)
FILLED_BY = Choice("filled_by", "填表人", "")
REVIEWED_BY = Choice("reviewed_by", "审核人", "")
HEADED_BY = Choice("headed_by", "负责人", "")
