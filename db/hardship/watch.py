"""Watches over public texts: the names, addresses and numbers of all people in hardship, and the causes of hardship.

`disclosure` looks for one person in the text of a wish; this looks for everybody, in any number of texts. A room or a
stairwell alone is no address here: it would be somebody's in every house.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core import settings
from db.core.contacts import HIDDEN as HIDDEN_NUMBER
from db.core.contacts import fold, joined, places_of
from db.core.dictionaries import in_use
from db.core.identity import HAN
from db.core.masking import HIDDEN, mask_name
from db.core.public_text import CAUSE, NUMBER_KNOWN, Disclosed
from db.core.tables import Entry
from db.hardship import HARDSHIP
from db.hardship.choices import PUBLIC_WORDS
from db.hardship.disclosure import (
    AREA_END,
    GOODS,
    NUMBER,
    SHORT_NAME,
    UNITS,
    Traced,
    bare,
    cause_words,
    household_name,
    traced,
)
from db.hardship.models import Beneficiary, Household

NAME, ADDRESS = "困难对象的姓名", "困难对象的住址"
# health and welfare as a matter of everybody: 糖尿病防治讲座, 残疾人联合会, 肿瘤医院, 贫困山区
ABOUT_ALL = re.compile(
    r"病?(?:患者|人|者|儿童|学生)?(?:的?(?:康复|就业|服务|救助|关爱|早期|早|综合))*"
    r"(?:防治|预防|防控|筛查|义诊|讲座|知识|科普|宣传|健康|教育|门诊|专科|医院|医学|监护|科|研究|专家|中心|学校|哑"
    r"|协会|联合会|基金会|之家|运动会|事业|保障法|日(?!子)|山区|地区|县|村)"
)
AGAINST = re.compile(r"(?:预防|防治|防控|抗击|筛查|远离|拒绝|禁|防|抗)$")
# of these what stands before them tells the cause as well: 患乳腺癌, 尿毒症
ENDINGS = ("癌", "瘤", "症", "瘫", "聋")
ILL = re.compile(rf"(?:患有?|得了?|确诊)[{HAN}]{{0,6}}$|[{HAN}]{{0,3}}$")
NO_SIGNS = re.compile(rf"[^\w{HAN}\0]+|_+")
PLACE = re.compile(rf"[\d十](?:{UNITS}){{1,2}}[\d十]|\d-\d{{3}}|十\d?(?:{UNITS})")
NEVER = r"(?!)"


class Known(NamedTuple):
    """What is stored of a person in hardship, or of a household."""

    names: Sequence[str | None] = ()
    addresses: Sequence[str | None] = ()
    numbers: Sequence[str | None] = ()


def watch(session: Session) -> Watch:
    """The watch over everybody whom the office knows to be in hardship, as of now."""
    who = select(Beneficiary.name, Beneficiary.guardian, Beneficiary.address)
    numbers = (Beneficiary.phone, Beneficiary.guardian_phone, Beneficiary.id_number)
    known = [
        Known((name, guardian), (at,), its) for name, guardian, at, *its in session.execute(who.add_columns(*numbers))
    ]
    known += [Known([household_name(name)]) for name in session.scalars(select(Household.name))]
    entries = session.scalars(select(Entry.name).where(Entry.dictionary == HARDSHIP.key, in_use(date.today())))
    allowed = re.split(r"[、，；,;\s]+", settings.get(session, PUBLIC_WORDS))
    return Watch(known, cause_words(entries), filter(None, allowed))


class Watch:
    """Finds in texts what tells of people in hardship."""

    def __init__(self, known: Iterable[Known], causes: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self._shown: dict[str, str] = {}  # the masked name by the name
        self._streets: set[str] = set()  # the end of a street with the only number of an address: 家巷12
        self._rooms: dict[tuple[str, str], set[str]] = defaultdict(set)  # what stands before two numbers in a row
        numbers, whole = set[str](), set[str]()
        for one in known:
            self._shown |= {_joined(bare(name)): mask_name(name) for name in one.names if name}
            numbers |= {digits for number in one.numbers for digits in _numbers(number or "")}
            whole |= {address for written in one.addresses if (address := self._add_address(bare(written or "")))}
        names, words = [name for name in self._shown if len(name) > 1], set(map(bare, causes))
        self._short = _any_of(name for name in names if len(name) <= SHORT_NAME)
        self._long = _any_of(name for name in names if len(name) > SHORT_NAME)
        self._numbers, self._whole, self._causes = _any_of(numbers), _any_of(whole), _any_of(words)
        self._honest = re.compile("|".join([GOODS.pattern, *(re.escape(bare(word)) for word in allowed)]))
        self._suspected = _any_of(map(fold, (*names, *whole, *words, *numbers, *self._streets)))

    def suspects(self, texts: Sequence[str]) -> set[int]:
        """The places of the texts that are worth a look: a quick test, of all at once, that misses none."""
        plain = fold(unicodedata.normalize("NFKC", joined(texts)).casefold())
        return places_of(self._suspected, NO_SIGNS.sub("", plain)) | places_of(PLACE, plain.replace(" ", ""))

    def find(self, text: str) -> list[Disclosed]:
        """What a text tells; some may overlap."""
        said = traced(text)
        whole, figures = said.without("|-"), said.figured()
        return [
            *self._named(self._short, said, text),
            *self._named(self._long, whole, text),
            *_found(self._whole, whole, ADDRESS),
            *self._addressed(figures),
            *_found(self._numbers, figures.without("|-"), NUMBER_KNOWN),
            *self._caused(said),
        ]

    def _add_address(self, address: str) -> str:
        """Note the numbers of an address; return it where all of it identifies, as in `disclosure`."""
        figures = Traced(address, range(len(address))).figured().without("|").text
        tokens = list(NUMBER.finditer(figures))
        for first, second in pairwise(tokens):
            self._rooms[first[1], second[1]].add(figures[: first.start()])
        if len(tokens) == 1 and tokens[0].start() > 1:
            self._streets.add(figures[tokens[0].start() - 2 : tokens[0].end(1)])
        whole = len(address) > 4 or (len(address) > 1 and not tokens)
        return _joined(address) if whole and not AREA_END.search(address) else ""

    def _named(self, names: re.Pattern[str], said: Traced, text: str) -> Iterator[Disclosed]:
        for match in names.finditer(said.text):
            start, end = said.span(*match.span())
            around = text[start - 1 : start], text[end : end + 1]
            if match[0].isascii() and any(sign.isascii() and sign.isalnum() for sign in around):
                continue  # Li in Listing is nobody
            yield Disclosed(start, end, NAME, self._shown[match[0]])

    def _addressed(self, figures: Traced) -> Iterator[Disclosed]:
        tokens = list(NUMBER.finditer(figures.text))
        for token in tokens:
            street = figures.text[max(0, token.start() - 2) : token.end(1)]
            if street in self._streets and (token[2] or token.end() == len(figures.text)):
                yield Disclosed(*figures.span(token.start() - 2, token.end()), ADDRESS, HIDDEN)
        for first, second in pairwise(tokens):
            before = self._rooms.get((first[1], second[1]))
            between = figures.text[first.end() : second.start()]
            dashed = not first[2]
            if before is None or between != ("-" if dashed else "") or (dashed and len(second[1]) < 3):
                continue
            start = first.start() - max(_common_end(figures.text[: first.start()], street) for street in before)
            yield Disclosed(*figures.span(start, second.end()), ADDRESS, HIDDEN)

    def _caused(self, said: Traced) -> Iterator[Disclosed]:
        honest = [match.span() for match in self._honest.finditer(said.text)]
        for match in self._causes.finditer(said.text):
            start, end = match.span()
            if any(first <= start and end <= last for first, last in honest):
                continue
            if ABOUT_ALL.match(said.text, end) or AGAINST.search(said.text[:start]):
                continue
            if match[0] in ENDINGS and (ill := ILL.search(said.text[:start])):
                start = ill.start()
            yield Disclosed(*said.span(start, end), CAUSE, HIDDEN)


def _found(pattern: re.Pattern[str], said: Traced, what: str) -> Iterator[Disclosed]:
    shown = HIDDEN_NUMBER if what is NUMBER_KNOWN else HIDDEN
    return (Disclosed(*said.span(*match.span()), what, shown) for match in pattern.finditer(said.text))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of any of these words, the longest first; thousands are no slower than a few where none is found."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words), key=len, reverse=True):
        if word:
            by_first[word[0]].append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(sign)}(?:{'|'.join(rest)})" for sign, rest in by_first.items()) or NEVER)


def _numbers(number: str) -> Iterator[str]:
    """The digits of a number; a landline also without its area code."""
    whole = number.partition("转")[0]
    for part in (whole, whole.partition("-")[2]):
        digits = _joined(fold(bare(part)))
        if len(digits) > 6:
            yield digits


def _joined(plain: str) -> str:
    return plain.replace("|", "").replace("-", "")


def _common_end(text: str, other: str) -> int:
    """The number of signs at the end that both have."""
    count = 0
    while count < min(len(text), len(other)) and text[-1 - count] == other[-1 - count]:
        count += 1
    return count
