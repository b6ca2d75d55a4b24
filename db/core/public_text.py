"""The door through which every text passes that the public may read: whatever tells of somebody is hidden and noted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from db.core.contacts import Contact, contacts, may_hold_contacts
from db.core.masking import Audience, Sensitive, mask

CONTACT, NUMBER_KNOWN, CAUSE = "电话、证件号、账号等", "困难对象的号码", "困难原因"
NUMBERS = (CONTACT, NUMBER_KNOWN)  # that never stay
Content = TypeVar("Content")


class Disclosed(NamedTuple):
    """Where a text tells of somebody: the place, what it tells, and what the public sees instead."""

    start: int
    end: int
    what: str
    shown: str


class Watcher(Protocol):
    """Finds what tells of people whom the office knows."""

    def suspects(self, texts: Sequence[str]) -> set[int]:
        """The places of the texts that are worth a look."""
        ...

    def find(self, text: str) -> list[Disclosed]:
        """What a text tells; some may overlap."""
        ...


class Hidden(NamedTuple):
    """What was hidden: its sort, and the words as they are written."""

    what: str
    words: str


class Door:
    """What the readers of one paper or sheet may see.

    The telephones in `published` are for everybody, where they stand in these texts. `kept` are words that stay as
    they are, because somebody has looked at them; a number never does. `found` notes, for all that was hidden, the
    texts that held it.
    """

    def __init__(
        self,
        audience: Audience,
        watcher: Watcher | None = None,
        published: Collection[str] = (),
        kept: Collection[str] = (),
    ) -> None:
        self.audience, self._watcher = audience, watcher
        self._published, self._kept = (
            [line for text in published for part in text.splitlines() if (line := part.strip().rstrip("。"))],
            kept,
        )
        self._seen: dict[str, str] = {}
        self.found: dict[Hidden, set[str]] = {}

    def mask(self, value: Any, sensitive: Sensitive) -> Any:
        """The value as this audience may see it; None where it may not."""
        return self.masked((value,), sensitive)[0]

    def masked(self, values: Sequence[Any], sensitive: Sensitive) -> list[Any]:
        """The values of a column as this audience may see them."""
        if self._watcher is None or sensitive is not Sensitive.NO:
            values = [mask(value, sensitive, self.audience) for value in values]
        if self._watcher is None or sensitive is Sensitive.PHONE:
            return list(values)
        texts = [value for value in values if isinstance(value, str)]
        shown = dict(zip(texts, self.texts(texts), strict=True))
        return [shown.get(value, value) for value in values] if texts else list(values)

    def text(self, text: str) -> str:
        return self.texts((text,))[0]

    def texts(self, texts: Sequence[str]) -> list[str]:
        """The texts as the public may read them; many at once cost little more than one."""
        if self._watcher is None:
            return list(texts)
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        self._seen |= zip(new, new, strict=True)
        for place in self._watcher.suspects(new) | may_hold_contacts(new):
            self._seen[new[place]] = self._hide(new[place], self._watcher)
        return [self._seen[text] for text in texts]

    def content(self, content: Content) -> Content:
        """A document, a form, rows: with every text in it as the public may read it."""
        self.texts(list(_texts(content)))
        return cast(Content, self._replaced(content)) if self._watcher else content

    def let_causes(self, texts: Iterable[str]) -> None:
        """Let these through with the causes that they name: what one may choose from says nothing of anybody."""
        if self._watcher:
            watcher = self._watcher
            self._seen |= {text: text for text in texts if all(one.what == CAUSE for one in self._found(text, watcher))}

    def _replaced(self, content: Any) -> Any:
        if isinstance(content, str):
            return self._seen[content]
        if is_dataclass(content) and not isinstance(content, type):
            return replace(content, **{one.name: self._replaced(getattr(content, one.name)) for one in fields(content)})
        if isinstance(content, (tuple, list)):
            return type(content)(map(self._replaced, content))
        return content

    def _hide(self, text: str, watcher: Watcher) -> str:
        shown, done = "", 0
        for start, end, what, instead in self._found(text, watcher):
            words = text[start:end]
            if words in self._kept and what not in NUMBERS:
                continue
            self.found.setdefault(Hidden(what, words), set()).add(text)
            shown += text[done:start] + instead
            done = end
        return shown + text[done:]

    def _found(self, text: str, watcher: Watcher) -> list[Disclosed]:
        reached = (one for one in contacts(text) if not self._is_published(text, one))
        found = [*watcher.find(text), *(Disclosed(one.start, one.end, CONTACT, one.shown) for one in reached)]
        merged = list[Disclosed]()
        for one in sorted(found, key=lambda one: (one.start, -one.end)):
            if merged and one.start < merged[-1].end:  # they tell the same: an address and a part of it
                merged[-1] = merged[-1]._replace(end=max(merged[-1].end, one.end))
            else:
                merged.append(one)
        return merged

    def _is_published(self, text: str, contact: Contact) -> bool:
        """Whether a telephone stands in a part of the text that is meant for everybody."""
        parts = ((text.find(line), len(line)) for line in self._published if line in text)
        return contact.is_telephone and any(at <= contact.start and contact.end <= at + long for at, long in parts)


OPEN = Door(Audience.INTERNAL)  # for those who may see everything


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif is_dataclass(content) and not isinstance(content, type):
        for one in fields(content):
            yield from _texts(getattr(content, one.name))
    elif isinstance(content, (tuple, list)):
        for inner in content:
            yield from _texts(inner)
