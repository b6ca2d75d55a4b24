"""The package of a Word file (ISO/IEC 29500-2): its parts, their types and relations, its properties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.paper.fonts import printable

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NOT_XML = {0xFFFE: None, 0xFFFF: None}  # printable characters that XML forbids
PROGRAM = "邻里"


def plain(text: str) -> str:
    """The text as XML: what can't be printed or stored is left out."""
    return escape(printable(text).translate(NOT_XML))


def write(file: BinaryIO, document: str, parts: Mapping[str, str], title: str, author: str) -> None:
    """Write the package; `parts` by the names of their kinds, such as footer1, whose ids in the document are the same.

    The author is the office: no person's name is left in a file that goes out.
    """
    now = datetime.now(UTC)
    kinds = {name: name.rstrip("0123456789") for name in parts}
    overrides = {f"word/{name}": f"{WORD}.{kind}+xml" for name, kind in kinds.items()}
    overrides["word/document"] = f"{WORD}.document.main+xml"
    overrides["docProps/core"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides["docProps/app"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += "".join(f'<Override PartName="/{name}.xml" ContentType="{kind}"/>' for name, kind in overrides.items())
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{types}</Types>',
        "_rels/.rels": _relations(
            {
                "document": (f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
                "core": (f"{RELATIONS}/metadata/core-properties", "docProps/core.xml"),
                "app": (f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            }
        ),
        "docProps/core.xml": _core(title, author, now),
        "docProps/app.xml": f'<Properties xmlns="{OFFICE}/extended-properties"><Application>{PROGRAM}</Application>'
        f"<Company>{plain(author)}</Company></Properties>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            {name: (f"{OFFICE}/relationships/{kind}", f"{name}.xml") for name, kind in kinds.items()}
        ),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, xml in contents.items():
            package.writestr(ZipInfo(name, now.timetuple()[:6]), XML + xml, ZIP_DEFLATED)


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'


def _core(title: str, author: str, now: datetime) -> str:
    day = f'xsi:type="dcterms:W3CDTF">{now:%Y-%m-%dT%H:%M:%SZ}'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{plain(title)}</dc:title><dc:creator>{plain(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{plain(author)}</cp:lastModifiedBy><dc:language>zh-CN</dc:language>"
        f"<dcterms:created {day}</dcterms:created><dcterms:modified {day}</dcterms:modified></cp:coreProperties>"
    )
