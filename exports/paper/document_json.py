"""A document as JSON text and back, so that an approved document always prints the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from exports.paper import parts
from exports.paper.parts import AttendanceList, Document, Imprint

# names in stored texts of parts whose class was renamed since
STORED_NAMES: dict[type, str] = {AttendanceList: "Attendance"}
CLASSES = {name: part for part, name in STORED_NAMES.items()}


def as_text(document: Document) -> str:
    stored = {
        "title": document.title,
        "parts": [{"part": _stored_name(part), **asdict(part)} for part in document.parts],
        "imprint": asdict(document.imprint) if document.imprint else None,
    }
    return json.dumps(stored, ensure_ascii=False)


def from_text(text: str) -> Document:
    stored = json.loads(text)
    imprint = Imprint(**stored["imprint"]) if stored["imprint"] else None
    return Document(stored["title"], tuple(map(_part, stored["parts"])), imprint)


def _stored_name(part: parts.Part) -> str:
    return STORED_NAMES.get(type(part), type(part).__name__)


def _part(stored: dict[str, Any]) -> parts.Part:
    name = stored.pop("part")
    part = CLASSES.get(name) or getattr(parts, name)
    return part(**{key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()})


def as_plain(document: Document) -> str:
    """The text alone, one line for each paragraph, to paste into a chat."""
    return "\n".join(line for part in document.parts if (line := _plain(part)))


def _plain(part: parts.Part) -> str:
    if isinstance(part, parts.Heading):
        return (parts.ordinal(part.level, part.number) if part.number else "") + part.text + part.body
    if isinstance(part, AttendanceList):
        return f"{part.label}：{part.text or part.separator.join(part.names)}"
    if isinstance(part, parts.IssuerDate | parts.Signed):
        return f"{part.issuer}\n{part.date}"
    if isinstance(part, parts.Labelled):
        return f"{part.label}：{part.text}"
    if isinstance(part, parts.Table):
        return "\n".join("\t".join(row) for row in part.rows)
    if isinstance(part, parts.Signing):
        return "　".join(label + name for label, name in part.lines)
    return "" if isinstance(part, parts.RedRule) else part.text
