"""Nothing that leaves for the public tells of people in hardship or how to reach anybody, whatever field holds it."""

from contextlib import closing

import pytest
from sqlalchemy import String, text

from db.core import settings
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.database import Database
from db.hardship.choices import PUBLIC_WORDS
from db.hardship.listings import BENEFICIARIES
from db.subjects import choices, listings
from exports import all_reports
from exports.reports import Request
from exports.sheet.listing_report import report_for
from tests.exports.leak_markers import read

PERSON = {
    "name": "瞿守拙",
    "phone": "0931-2349876",
    "id_number": "620102193102039916",
    "address": "畅家巷12号院2单元101",
    "guardian": "欧阳饕餮",
    "guardian_phone": "13900008888",
    "household": "貔貅氏家",
    "office": "畅家巷第一网格",
    "hardship": "低保",
}
# what is planted, and what of it may not come out
PLANTED = {
    "慰问瞿守拙": "瞿守拙",
    "瞿 守 拙": "守拙",
    "欧阳饕餮带孙": "饕餮",
    "貔貅氏米面": "貔貅氏",
    "畅家巷12号院2单元101": "2单元101",
    "十二号院2单元一〇一": "院2单元",
    "患乳腺癌": "乳腺癌",
    "低保户": "低保户",
    "二级残疾": "残疾",
    "一三八〇〇〇〇一二三四": "〇〇〇〇一二三四",
    "138 0000 1234": "00001234",
    "2349876": "2349876",
    "620102310203991": "620102310203991",
    "6222021001116245702": "6222021001116245702",
    "微信zhangsan88": "zhangsan88",
    "电话8461234": "8461234",
}
ALL = "，".join(PLANTED)
TELEPHONES = ("一三八〇〇〇〇一二三四", "138 0000 1234", "电话8461234")
FOR_EVERYBODY = ("inquiry", "public_contact")
NO_TEXT = ("chronicle_entry.day", "star_scale.steps")  # but to the database
EVERY = (*all_reports(), *map(report_for, listings()))
PUBLIC = [report for report in EVERY if report.hangs or Audience.PUBLIC in report.audiences]
WRITTEN = ("text", "long", "name", "choice", "many", "link", "code", "steps")  # kinds into which one may write
MOST = 4  # rows that each report is asked for


def planted(database):
    """Plant in every text of every table that isn't protected, and of the settings; return the fields."""
    with database.write("困难对象") as session:
        BENEFICIARIES.create(session, PERSON)
    found = []
    with database.write("设置") as session:
        for choice in choices():
            if not choice.options and not choice.check and choice is not PUBLIC_WORDS:
                settings.put(session, choice, "，".join(_pieces(choice.key)))
                found.append(choice.key)
    for model in {listing.model: listing for listing in listings() if not listing.protected}:
        for column in model.__table__.columns:
            title = column.info.get("title")
            name = f"{model.__tablename__}.{column.name}"
            if (
                title
                and isinstance(column.type, String)
                and column.info["kind"].name in WRITTEN
                and name not in NO_TEXT
            ):
                found += [name] * _plant(database, model.__tablename__, column)
    return found


def _pieces(field):
    """What is planted in a field; in those that everybody may call, no telephone."""
    return list(PLANTED) if field not in FOR_EVERYBODY else [piece for piece in PLANTED if piece not in TELEPHONES]


def _plant(database, table, column):
    """Whether the database took at least one of the texts; rows that a rule keeps from changing stay as they are."""
    with database.read() as session:
        numbers = [row[0] for row in session.execute(text(f"SELECT id FROM {table} ORDER BY id LIMIT 40"))]
    room = column.type.length or 1000
    took = False
    pieces = _pieces(column.name)
    for n, number in enumerate(numbers):
        words = (
            f"{'，'.join(pieces)}#{n}" if room > len(ALL) + 4 else f"{pieces[n % len(pieces)]}{chr(0x5000 + n)}"[:room]
        )
        try:
            with database.write("种") as session:
                session.execute(
                    text(f"UPDATE {table} SET {column.name} = :words WHERE id = :id"), {"words": words, "id": number}
                )
            took = True
        except UserError:
            pass
    return took


@pytest.fixture(scope="module")
def office(models, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    with closing(Database(models.file(folder, True), actor="测试员", folder=folder)) as database:
        yield database, planted(database), tmp_path_factory.mktemp("files")


def test_the_words_were_planted_in_most_fields(office):
    assert len(office[1]) >= 93, office[1]


@pytest.mark.parametrize("report", PUBLIC, ids=lambda report: report.key)
def test_none_of_what_was_planted_comes_out(office, report):
    database, _fields, folder = office
    for number in (None, *range(1, MOST + 1)):
        with database.read() as session:
            request = Request(number, Audience.PUBLIC if Audience.PUBLIC in report.audiences else Audience.INTERNAL)
            try:
                path = folder / f"{number} {report.name(session, request)}{report.suffix}"
                report.write(session, path, request, no_progress)
            except UserError:
                continue
        said = read(path)
        choices = {"乳腺癌", "低保户", "残疾"} if report.key == "dictionary" else set()  # they tell of nobody
        out = [secret for secret in {*PLANTED.values()} - choices if secret in said]
        assert {secret: said[max(0, said.find(secret) - 60) : said.find(secret) + 60] for secret in out} == {}
