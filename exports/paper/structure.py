"""The logical structure of a PDF (ISO 32000-1, 14.7 and 14.8): what its texts are, in the order in which they are read.

A text that belongs to no element is an artifact, such as a page number: who listens to the paper doesn't hear it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference

HEAD_CELL = "TH"


@dataclass(eq=False)  # each is itself alone
class Element:
    """A paragraph (P), a heading (H1 …), a table (Table), its rows (TR) and cells (TH, TD), in another element."""

    kind: str
    above: Element | None = None  # None: the document
    span: int = 1  # of a cell: the columns
    parts: list[Element | tuple[int, int]] = field(default_factory=list)  # elements, or page and number of a content


ARTIFACT = Element("Artifact")


class Structure:
    """Collects the elements of a file while its pages are drawn."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self._placed: set[Element] = set()
        self._contents: list[list[Element]] = [[]]  # of each page: the element of each content, by its number

    def next_page(self) -> None:
        self._contents.append([])

    def number(self, element: Element) -> int:
        """The number on its page of a new content of an element."""
        self.place(element)
        contents = self._contents[-1]
        contents.append(element)
        element.parts.append((len(self._contents), len(contents) - 1))
        return len(contents) - 1

    def place(self, element: Element) -> None:
        """Put an element, even one without a content, after those that were drawn before."""
        if element not in self._placed:
            self._placed.add(element)
            above = element.above or self.document
            if above is not self.document:
                self.place(above)
            above.parts.append(element)

    def write(self, doc: Any) -> None:
        """Add the tree to ReportLab's document, and to each page the way back from its contents."""
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        refs: dict[Element, Any] = {}
        top = _object(doc, self.document, doc.Reference(root), refs)
        numbers: list[Any] = []
        for n, contents in enumerate(self._contents[:-1]):  # the last page was never begun
            page = doc.idToObject[f"Page{n + 1}"]
            page.StructParents, page.Tabs = n, PDFName("S")
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            numbers += [n, PDFArray([refs[element] for element in contents])]
        root["K"] = PDFArray([top])
        root["ParentTree"] = doc.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        root["ParentTreeNextKey"] = len(self._contents) - 1
        doc.Catalog.StructTreeRoot = root
        doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})  # not a name: a text is written as it stands


def _object(doc: Any, element: Element, above: Any, refs: dict[Element, Any]) -> Any:
    """The reference to an element, whose parts refer back to it."""
    made = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.kind), "P": above})
    mine = refs[element] = doc.Reference(made)
    page = next((part[0] for part in element.parts if not isinstance(part, Element)), 0)
    if page:
        made["Pg"] = PDFObjectReference(f"Page{page}")
    parts = [
        _object(doc, part, mine, refs) if isinstance(part, Element) else _content(*part, page) for part in element.parts
    ]
    made["K"] = PDFArray(parts)
    if element.kind == HEAD_CELL:
        made["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
    elif element.span > 1:
        made["A"] = PDFDictionary({"O": PDFName("Table"), "ColSpan": element.span})
    return mine


def _content(page: int, number: int, first: int) -> PDFDictionary | int:
    """A content by its number, and by its page where that isn't the first one of its element."""
    if page == first:
        return number
    return PDFDictionary({"Type": PDFName("MCR"), "Pg": PDFObjectReference(f"Page{page}"), "MCID": number})
