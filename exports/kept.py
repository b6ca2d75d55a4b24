"""A document as a text that can be kept, and back: what was approved prints the same for ever."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from exports import parts
from exports.parts import Document, Imprint


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
