"""Rankings of a period, which are made from the hours and stored when they are published."""

from __future__ import annotations

from datetime import date

from sqlalchemy import true
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.fields import Listing, of
from db.hours.models import RANKED, RANKED_PEOPLE, Ranking, RankingRow
from db.hours.totals import PERSON, TEAM, hours

RANKINGS = Listing(
    key="rankings",
    title="排行",
    model=Ranking,
    fields=(
        of(Ranking.title),
        of(Ranking.ranked),
        of(Ranking.first),
        of(Ranking.last),
        of(Ranking.published_on),
        of(Ranking.note),
    ),
    order=(Ranking.published_on.desc(), Ranking.id.desc()),
    search=Ranking.title,
    match=("title", "published_on"),
    empty="还没有公布过排行。在“时长”里选好时段，点“公布排行”。",
)

RANKING_ROWS = Listing(
    key="ranking_rows",
    title="排行名次",
    model=RankingRow,
    fields=(
        of(RankingRow.place, set=None),
        of(RankingRow.name, set=None),
        of(RankingRow.minutes, set=None),
        of(RankingRow.stars, set=None),
        of(Ranking.title, key="ranking", set=None, required=False),
    ),
    joins=((Ranking, Ranking.id == RankingRow.ranking_id),),
    order=(RankingRow.ranking_id.desc(), RankingRow.place, RankingRow.id),
    search=RankingRow.name,
    within=RankingRow.ranking_id,
    match=("ranking", "place", "name"),
    keep=lambda _numbers: (true(), "公布过的名次不能单独删除；公布有误，请撤销公布，或删除整个排行"),
    empty="先选一个排行。",
)


def publish_ranking(
    session: Session, title: str, ranked: str, first: date, last: date, day: date, most: int = 50
) -> Ranking:
    """Store the ranking of a period, `most` places at most; equal minutes share a place (1, 2, 2, 4).

    Raises UserError where nobody has hours in the period, or an argument is not valid.
    """
    if not title.strip():
        raise UserError("请给排行一个名称", "title")
    if ranked not in RANKED or most < 1:
        raise UserError(f"排行的对象请选 {'、'.join(RANKED)}，名次至少 1 个", "ranked")
    if last < first:
        raise UserError("结束日期早于开始日期，请核对两个日期", "last")
    figures = hours(session, (PERSON if ranked == RANKED_PEOPLE else TEAM,), first, last)
    rows = [row for row, (value,) in zip(figures.rows, figures.values, strict=True) if value is not None]
    if not rows:
        raise UserError(f"{first} 至 {last} 没有计入的服务时长，请核对时段", "first")
    ranking = Ranking(title=title.strip(), ranked=ranked, first=first, last=last, published_on=day)
    session.add(ranking)
    session.flush()
    place, before = 0, None
    for number, (_number, name, _people, _times, minutes, *stars) in enumerate(rows, start=1):
        place = place if minutes == before else number
        before = minutes
        if place > most:
            break
        values = {"place": place, "name": name.partition("#")[0], "minutes": minutes}
        session.add(RankingRow(ranking_id=ranking.id, stars=(stars[0] or None) if stars else None, **values))
    return ranking
