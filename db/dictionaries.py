"""The dictionaries an office edits: what they are called, and what they hold in a new database."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from db.errors import UserError
from db.models import CHAIR, Entry

# Titles of the dictionaries, in the order of the settings.
TITLES = {
    "post": "社工委职务",
    "sector": "界别",
    "channel": "产生方式",
    "function": "职能",
    "leaving": "离任原因",
    "meeting_kind": "会议类型",
    "organisation_kind": "单位类别",
    "politics": "政治面貌",
    "education": "文化程度",
    "ethnicity": "民族",
}
# Entries from the source; political status after GB/T 4762, education after GB/T 4658, ethnic groups after GB/T 3304.
ENTRIES = {
    "post": "主任 副主任 委员 成员",
    "sector": "社区“两委”成员 驻区单位 “两新”组织 社会团体 社会组织 退役军人 志愿者 楼院长代表 媒体记者 居民代表 "
    "“双报到”党员 物业 业委会",
    "channel": "社区“两委”推荐 单位推荐 居民自荐 居民小组提名 居民推荐讨论 社工委提名 组织推荐 公开招募 征集志愿",
    "function": "政策宣传 诉求收集 共建共享 化解矛盾 志愿服务 凝心聚力",
    "leaving": "届满 辞职 免职 调离 其他",
    "meeting_kind": "社工委会议 社区“两委”班子会议 动员部署会 部署推进会 工作推进会 业务培训会 协商议事会 精神传达会",
    "organisation_kind": "学校 医疗 执法 媒体 金融 企业 社会组织 物业 机关 其他",
    "politics": "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 "
    "台盟盟员 无党派人士 群众",
    "education": "研究生 大学本科 大学专科 中专 高中 初中 小学 其他",
    "ethnicity": "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 "
    "黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 "
    "仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 "
    "赫哲族 门巴族 珞巴族 基诺族",
}
CODES = {("post", "主任"): CHAIR, ("post", "副主任"): "deputy", ("politics", "中共党员"): "party"}


def fill(connection: Connection) -> None:
    """Write the entries of a new database."""
    rows = [
        {"uid": uuid4().hex, "version": 1, "dictionary": name, "name": entry, "position": n, "code": CODES.get((name, entry))}
        for name, entries in ENTRIES.items()
        for n, entry in enumerate(entries.split(), start=1)
    ]
    connection.execute(insert(Entry), rows)


def entry_id(session: Session, dictionary: str, name: str) -> int:
    """The id of an entry by its name, straight and curly quotes alike.

    Raises UserError where the dictionary has no such entry.
    """
    found = session.execute(select(Entry.id, Entry.name).where(Entry.dictionary == dictionary)).tuples()
    known = {_loose(text): number for number, text in found}
    if (number := known.get(_loose(name))) is None:
        raise UserError(f"“{TITLES[dictionary]}”里没有“{name}”，请从列表中选择，或先在“字典”里添加")
    return number


def _loose(name: str) -> str:
    return "".join(sign for sign in name if sign not in "“”\"'‘’ ")


def options(session: Session, dictionary: str) -> list[str]:
    """The entries in use today, in the office's order."""
    today = date.today()
    in_use = (Entry.valid_from.is_(None) | (Entry.valid_from <= today)) & (
        Entry.valid_to.is_(None) | (Entry.valid_to >= today)
    )
    query = select(Entry.name).where(Entry.dictionary == dictionary, in_use).order_by(Entry.position, Entry.id)
    return list(session.scalars(query))
