"""A long title cut into lines by its meaning, in the shape of a trapezoid or a diamond (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from math import ceil, inf

from exports.paper import linebreak

MOST = 20  # lines whose lengths are weighed; more are filled one by one, like body text
ROOM = 20  # characters of 22 pt on a line of 156 mm
VOCABULARY = """
社会建设工作委员会 社区建设工作委员会 工作委员会 居民委员会 社会建设 加装电梯 居民代表 议事规则 业务培训会
会议纪要 实施方案 志愿服务 工作推进会 协商议事会
兰州市 城关区 街道 社区 村社区 社会 建设 工作 委员会 居民 居委会 村委会 党委 党支部 党总支 党工委
党组织 会议 纪要 关于 召开 印发 开展 进一步 加强 推进 推进会 部署 部署会 动员 动员会 业务 培训
培训会 协商 议事 议事会 精神 传达 志愿 服务 志愿者 服务队 微心愿 认领 仪式 启动 活动 项目 资源
需求 清单 三张 通知 公告 公示 通告 倡议书 邀请函 聘书 招募 全体 常务 代表 大会 例会 小组 网格
楼院 物业 管理 治理 基层 共建 共治 共享 共同 联席 方案 办法 意见 报告 总结 安排 情况 落实 换届
选举 增补 委员 主任 副主任 名单 年度 季度 半年 专题 制度 规定 细则 实施 征求 征集 评选 表彰
先进 个人 集体 单位 组织 党建 引领 矛盾 纠纷 化解 政策 宣传 环境 卫生 整治 文明 创建 安全 生产
消防 隐患 排查 老旧 小区 改造 加装 电梯 便民 养老 助老 敬老 帮扶 走访 慰问 结果 成员 有关 问题
事项 决定 请示 上半年 下半年 学习 贯彻 任务 重点 计划 座谈会 驻区 成果 机制 运行
"""  # words of the titles of such an office
WORDS = re.compile("|".join(("第[一二三四五六七八九十]+[次届期]", *sorted(VOCABULARY.split(), key=len, reverse=True))))
ENDS = (*"市区县的，、）》”", "街道", "委员会", "党委", "党支部", "会议", "大会", "例会", "推进会", "培训会", "部署会")
STARTS = ("关于", "暨", "第", "《", "“")
NOT_FIRST = "的地得了着之们等者性化"  # unless they begin a word
NOT_LAST = "和与及暨或在对向为从把被将以由按经第"  # unless they end one


def headline(text: str, widths: Sequence[float], room: float = ROOM) -> list[tuple[int, int]]:
    """Start and end of each line; `widths` in characters, as `linebreak.line_spans` takes them.

    The title gets as few lines as possible, one more where that keeps a word whole. The lines of one of more than four
    are about equally long.
    """
    upto = [0.0, *accumulate(widths)]
    if upto[-1] <= room:
        return [(0, len(text))] if text else []
    fewest = ceil(upto[-1] / room)
    costs = _costs(text, widths)
    choices: list[tuple[float, tuple[int, ...]]] = []
    for count in range(fewest, min(fewest + 1, 4) + 1):
        for ends in _divisions(0, count, sorted(costs), upto, room + linebreak.SLACK):
            spans = [upto[end] - upto[start] for start, end in pairwise((0, *ends))]
            cost = 25.0 * (count - fewest) + _shape(spans) + sum(costs[end] for end in ends[:-1])
            choices.append((cost, ends))
    if choices:
        return list(pairwise((0, *min(choices)[1])))
    for count in (fewest, fewest + 1) if fewest <= MOST else ():
        if ends := _even(costs, count, upto, room + linebreak.SLACK):
            return list(pairwise((0, *ends)))
    return linebreak.line_spans(text, widths, room, room)


def _even(costs: Mapping[int, float], count: int, upto: Sequence[float], room: float) -> tuple[int, ...]:
    """The ends of so many lines of which none is wider than the room, as even as may be; none where there are none."""
    last, mean = len(upto) - 1, upto[-1] / count
    found: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(count):
        further: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, ends) in found.items():
            for end in range(start + 1, bisect_right(upto, upto[start] + room)):
                if end == last or end in costs:
                    whole = cost + costs.get(end, 0.0) + (upto[end] - upto[start] - mean) ** 2
                    further[end] = min(further.get(end, (inf, ())), (whole, (*ends, end)))
        found = further
    return found.get(last, (0.0, ()))[1]


def halved(text: str, widths: Sequence[float]) -> int:
    """Where a text, such as a red head, ends its first line of two; 0 where it can't be parted."""
    upto = [0.0, *accumulate(widths)]
    costs = _costs(text, widths)
    return min(costs, key=lambda n: costs[n] + (2 * upto[n] - upto[-1]) ** 2 / 2, default=0)


def _divisions(
    start: int, count: int, places: Sequence[int], upto: Sequence[float], room: float
) -> Iterator[tuple[int, ...]]:
    """Every way to end `count` lines of which none is wider than the room."""
    last = len(upto) - 1
    if count == 1:
        if upto[last] - upto[start] <= room:
            yield (last,)
        return
    for end in places:
        if end > start and upto[end] - upto[start] <= room and upto[last] - upto[end] <= room * (count - 1):
            for rest in _divisions(end, count - 1, places, upto, room):
                yield (end, *rest)


def _shape(spans: Sequence[float]) -> float:
    """The cost of uneven lines, and of lines that don't narrow or widen one way (an hourglass costs most)."""
    mean = sum(spans) / len(spans)
    uneven = sum((span - mean) ** 2 for span in spans) / len(spans)
    steps = [b - a for a, b in pairwise(spans)]
    flat = sum(abs(step) < 1 for step in steps) * 2.0
    waisted = any(a < -0.5 and b > 0.5 for a, b in pairwise(steps))
    return uneven + flat + 30.0 * waisted


def _costs(text: str, widths: Sequence[float]) -> dict[int, float]:
    """The cost of ending a line before a character, by the character's index, for the places where a line may end."""
    words = [word.span() for word in WORDS.finditer(text)]
    inside = {n for start, end in words for n in range(start + 1, end)}
    starts, ends = {start for start, _ in words}, {end for _, end in words}
    costs: dict[int, float] = {}
    for n in range(1, len(text)):
        if linebreak.break_rank(text, widths, n) != linebreak.FREE:
            continue
        if n in inside:
            cost = 40.0
        elif text[:n].endswith(ENDS) or text.startswith(STARTS, n):
            cost = 0.0
        else:
            cost = 6.0 if n in starts or n in ends else 14.0
        cost += 30.0 * (text[n] in NOT_FIRST and n not in starts)
        cost += 15.0 * (text[n - 1] in NOT_LAST and n not in ends)
        cost += 8.0 * any(text.count(left, 0, n) > text.count(right, 0, n) for left, right in ("《》", "（）", "“”"))
        costs[n] = cost
    return costs
