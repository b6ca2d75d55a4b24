"""Fill every protected field of people in hardship with a marker found nowhere else, and read all text of a file."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from zipfile import ZipFile

import pdfplumber
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import decode_text
from PIL import Image
from sqlalchemy import select

from db import attached as attachments
from db.attached import ATTACHMENTS
from db.core.tables import Entry
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.hardship.models import PHOTO, PUBLISH, Consent
from db.wishes import steps as wish_steps
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    COLLECTED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WISH_ROUNDS,
    WISHES,
)
from db.wishes.models import CARRIED, RETURNED, WITHDRAWN

DAY = "2022-03-01"
HARDSHIP = "饥馑困顿标记"
ELSEWHERE = "13900008888"  # a number of somebody else, typed into a wish
WRITTEN = ("139.0000.8888", "１３９—００００—８８８８", "620102-1939-02-03-9917")  # and numbers otherwise written
# name, what of it may not be read by the public besides the whole, birth, number of the document, alias
PEOPLE = (
    ("欧阳貔貅", ("貔貅",), "1931-02-03", "620102193102039916", ""),
    ("龘", ("龘",), "1932-03-04", "620102193203049929", ""),
    ("阿卜杜拉·麦麦提饕餮", ("卜杜拉", "麦麦提", "饕餮"), "1933-04-05", "", ""),
    ("Zebediah Quuxworth", ("Zebediah", "Quuxworth", "ebediah"), "1934-05-06", "", ""),
    ("上官魑魅", ("魑魅",), "1935-06-07", "", "某热心老人"),
    ("饕𬭎䶮", ("𬭎䶮",), "1936-07-08", "", ""),
)
STATES = (COLLECTED, VERIFIED, PUBLISHED, CLAIMED, HANDED, REALISED, ANSWERED, ARCHIVED, RETURNED, WITHDRAWN, CARRIED)
SHOWN = (PUBLISHED, CLAIMED, HANDED, REALISED, ANSWERED, ARCHIVED)


def marked(database):
    """Fill a sample office further; return the number of the new round and every text that may not be read."""
    secrets = {HARDSHIP, ELSEWHERE, *WRITTEN}
    with database.write("标记") as session:
        session.add(Entry(dictionary="hardship", name=HARDSHIP, position=99))
        session.flush()
        values = {"year": "2022", "number": "1", "office": "畅家巷社区", "note": secret(secrets, "轮次备注")}
        wish_round = WISH_ROUNDS.create(session, values).id
        people = [_person(session, secrets, n, *one) for n, one in enumerate(PEOPLE)]
        for n, person in enumerate(people):
            for state in STATES:
                _wish(session, secrets, wish_round, person, state, withdrawn=n == len(people) - 1)
        last = people[-1]  # agreed once, and took it back
        for row in session.scalars(select(Consent).where(Consent.beneficiary_id == last)):
            CONSENTS["withdrawn_on"].put(session, row, "2022-03-20")
    _attach(database, secrets, people)
    return wish_round, secrets


def secret(secrets, words):
    made = f"机密{words}{len(secrets)}号"
    secrets.add(made)
    return made


def _person(session, secrets, n, name, parts, birth, number, alias):
    phone, guardian_phone = f"139000099{n}1", f"139000099{n}2"
    born = date.fromisoformat(birth)
    secrets |= {name, *parts, phone, guardian_phone, birth, f"{born:%Y.%m}", f"{born:%Y%m%d}", birth[:7]}
    secrets |= {f"{born.year}年{born.month}月"} | ({number} if number else set())
    made = BENEFICIARIES.create(
        session,
        {
            "name": name,
            "birth": birth,
            "hardship": HARDSHIP,
            "phone": phone,
            "office": "畅家巷第一网格",
            "address": secret(secrets, "住址"),
            "household": secret(secrets, "家庭"),
            "alias": alias,
            "guardian": secret(secrets, "监护人"),
            "guardian_tie": secret(secrets, "关系"),
            "guardian_phone": guardian_phone,
            "id_number": number,
            "note": secret(secrets, "备注"),
        },
    )
    session.flush()
    for purpose in (PUBLISH, PHOTO):
        values = {"purpose": purpose, "given_on": DAY, "how": "书面", "note": secret(secrets, "同意备注")}
        CONSENTS.create(session, values, beneficiary_id=made.id)
    values = {"visited_on": DAY, "visitors": "任重远标", "found": secret(secrets, "走访")}
    secrets.add("重远标")
    VISITS.create(session, values | {"brought": secret(secrets, "带去")}, beneficiary_id=made.id)
    return made.id


def _wish(session, secrets, wish_round, person, state, *, withdrawn):
    """A wish in this state; of one that isn't shown, nor its own words."""
    shown = state in SHOWN and not withdrawn
    words = (
        f"可见心愿{state}{person}请打{ELSEWHERE}，{'，'.join(WRITTEN)}" if shown else secret(secrets, f"心愿{state}")
    )
    values = {"content": words, "kind": "物品", "collected_on": DAY, "note": secret(secrets, "心愿备注")}
    wish = WISHES.create(session, values, round_id=wish_round, beneficiary_id=person)
    given = {
        VERIFIED: {"verified_on": DAY, "verified": secret(secrets, "核实")},
        PUBLISHED: {"published_on": DAY},
        CLAIMED: {
            "claimed_on": DAY,
            "promised_on": "2022-03-05",
            "claimant": "兰州一中",
            "note": secret(secrets, "认领"),
        },
        HANDED: {"handed_on": DAY},
        REALISED: {"realised_on": DAY, "delivered_by": "贺翀远", "received_by": secret(secrets, "签收")},
        ANSWERED: {"feedback_on": DAY, "satisfaction": "满意", "feedback": secret(secrets, "反馈")},
        ARCHIVED: {"archived_on": DAY},
    }
    way = list(given)
    for step in way[: way.index(state) + 1] if state in given else way[:2] if state in (RETURNED, CARRIED) else ():
        wish_steps.advance(session, wish, step, given[step])
        if step == CLAIMED:
            claim = wish_steps.live_claim(session, wish.id)
            assert claim
            goods = {"item": "台灯", "value": "10", "note": secret(secrets, "物品备注")}
            CLAIM_GOODS.create(session, goods, claim_id=claim.id)
            wish_steps.cancel_claim(session, claim, secret(secrets, "取消"), date.fromisoformat(DAY))
            wish_steps.advance(session, wish, CLAIMED, given[CLAIMED])
        if step == ANSWERED:
            claim = wish_steps.live_claim(session, wish.id)
            for key, text in (("revisited_on", DAY), ("revisit", secret(secrets, "回访"))):
                CLAIMS[key].put(session, claim, text)
            session.flush()
    if state == CARRIED:
        wish_steps.carry_over(session, wish, date.fromisoformat(DAY), secret(secrets, "原因"))
    elif state in (RETURNED, WITHDRAWN):
        wish_steps.close_wish(session, wish, state, secret(secrets, "原因"), date.fromisoformat(DAY))


def _attach(database, secrets, people):
    """A picture to each claim, visit and consent of theirs, all said to be fit for the public where that is allowed."""
    with database.read() as session:
        owners = [
            (listing, row[0])
            for listing in (CLAIMS, VISITS, CONSENTS)
            for row in session.execute(listing.rows())
            if _belongs(session, listing, row, people)
        ]
    for n, (listing, number) in enumerate(owners):
        path = database.path.with_name(f"{secret(secrets, '文件')}.png")
        Image.new("RGB", (8, 8), (n % 256, n // 256, 99)).save(path)
        added = attachments.add(database, listing, number, [path])
        assert not added.refused
        with database.write("说明") as session:
            row = session.get_one(ATTACHMENTS.model, added.numbers[0])
            row.caption = secret(secrets, "说明")
            if listing is not CLAIMS or _agreed(session, number):
                row.consent = "同意"


def _belongs(session, listing, row, people):
    stored = session.get_one(listing.model, row[0])
    if listing is not CLAIMS:
        return stored.beneficiary_id in people
    return session.get_one(WISHES.model, stored.wish_id).beneficiary_id in people and stored.realised_on


def _agreed(session, claim):
    wish = session.get_one(WISHES.model, session.get_one(CLAIMS.model, claim).wish_id)
    live = select(Consent.id).where(
        Consent.beneficiary_id == wish.beneficiary_id, Consent.purpose == PHOTO, Consent.withdrawn_on.is_(None)
    )
    return session.scalar(live) is not None


def read(path):
    """Everything that can be read of a file, its name included, with spaces and line ends left out."""
    sort = path.suffix
    texts = [path.name, *(_of_pdf(path) if sort == ".pdf" else _of_package(path) if sort in (".xlsx", ".docx") else [])]
    texts.append(path.read_bytes().decode("utf8", "replace"))
    return re.sub(r"\s", "", "\n".join(texts))


def _of_package(path):
    """Each part of a workbook or document as it stands, and once more as the text of its elements."""
    with ZipFile(path) as package:
        assert package.testzip() is None
        yield package.comment.decode("utf8", "replace")
        for name in package.namelist():
            text = package.read(name).decode("utf8", "replace")
            yield name
            yield unescape(text)
            yield unescape(re.sub(r"<[^>]*>", "", text))


def _of_pdf(path):
    """The text of each page, what its metadata say, and each object of the file unpacked, strings of all sorts too."""
    with pdfplumber.open(path) as pdf:
        yield str(pdf.metadata)
        for page in pdf.pages:
            yield page.extract_text()
            yield "".join(char["text"] for char in page.chars)
            yield str([mark.get("contents") for mark in page.annots])
    with path.open("rb") as file:
        document = PDFDocument(PDFParser(file))
        for table in document.xrefs:
            for number in table.get_objids():
                yield from _strings(document.getobj(number))


def _strings(value):
    if isinstance(value, PDFStream):
        data = value.get_data()
        yield from (data.decode(code, "replace") for code in ("utf8", "utf-16-be"))
        yield from _strings(value.attrs)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, bytes):
        yield decode_text(value)
        yield value.decode("utf8", "replace")
