"""A document as a text that can be kept, and back: what was approved prints the same for ever."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from exports.paper import parts
from exports.paper.parts import Document, Imprint


def as_text(document: Document) -> str:
    kept = {
        "title": document.title,
        "parts": [{"part": type(part).__name__, **asdict(part)} for part in document.parts],
        "imprint": asdict(document.imprint) if document.imprint else None,
    }
    return json.dumps(kept, ensure_ascii=False)


def from_text(text: str) -> Document:
    kept = json.loads(text)
    imprint = Imprint(**kept["imprint"]) if kept["imprint"] else None
    return Document(kept["title"], tuple(_part(one) for one in kept["parts"]), imprint)


def _part(kept: dict[str, Any]) -> parts.Part:
    made = getattr(parts, kept.pop("part"))
    return made(**{key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()})


def as_plain(document: Document) -> str:
    """The words alone, a line a paragraph: to paste into a chat."""
    return "\n".join(line for part in document.parts if (line := _plain(part)))


def _plain(part: parts.Part) -> str:
    if isinstance(part, parts.Heading):
        return (parts.ordinal(part.level, part.number) if part.number else "") + part.text + part.body
    if isinstance(part, parts.Attendance):
        return f"{part.label}：{part.text or part.separator.join(part.names)}"
    if isinstance(part, parts.IssuerDate | parts.Signed):
        return f"{part.issuer}\n{part.date}"
    return "" if isinstance(part, parts.RedRule) else part.text
