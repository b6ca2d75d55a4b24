"""How long three pages of minutes take, beside the same drawing calls replayed bare: `python -m tests.bench.minutes`.

In the same run, where they are installed (the dependency group "bench"): typst, fpdf2 and LibreOffice on the same text.
"""

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from db import sample
from db.database import Database
from db.meetings.models import Meeting
from exports.meetings.minutes import document
from exports.paper import docx_styles, fonts, gongwen, gongwen_docx
from exports.paper.grid import BODY, LEFT, PAGE, Pen
from exports.paper.structure import ARTIFACT, Element
from tests.bench.side_by_side import milliseconds, side_by_side

FONTS = fonts.FOLDER
LIMIT = 1.15


class Recorder(Pen):
    """Keeps what ReportLab is asked to draw."""

    def __init__(self, *words):
        super().__init__(*words)
        self.words, self.calls = words[1:], []
        Recorder.last = self

    def text(self, glyphs, centre, size=BODY.size, colour=(0, 0, 0)):
        placed = [(g.face.fontName, LEFT + g.x, PAGE[1] - centre - g.face.middle * size, g.text) for g in glyphs]
        if placed:
            self.calls.append(("text", colour, size, (placed, self._element)))
        super().text(glyphs, centre, size, colour)

    def rule(self, y, thickness, colour=(0, 0, 0)):
        self.calls.append(("rule", colour, thickness, y))
        super().rule(y, thickness, colour)

    def next_page(self):
        self.calls.append(("page", None, None, None))
        super().next_page()


def replay(recorded):
    """The same calls, with nothing worked out any more."""
    file = BytesIO()
    pen = Pen(file, *recorded.words)
    canvas = pen.canvas
    elements: dict[Element | None, Element] = {ARTIFACT: ARTIFACT}
    for call, colour, size, what in recorded.calls:
        if call == "page":
            pen.next_page()
        elif call == "rule":
            pen.rule(what, size, colour)
        else:
            drawn = canvas.beginText()
            drawn.setFillColorRGB(*colour)
            placed, element = what
            for name, x, y, text in placed:
                drawn.setFont(name, size)
                drawn.setTextOrigin(x, y)
                drawn.textOut(text)
            if element is None or element not in elements:
                elements[element] = Element(element.kind if element else "P")
            with pen._content(elements[element]):
                canvas.drawText(drawn)
    pen.save()
    return file.getvalue()


def three_pages(folder):
    database = Database(folder / "linli.db")
    sample.fill(database)
    with database.read() as session:
        made = document(session, session.get_one(Meeting, 1))
    database.close()
    return made


def with_fpdf2(texts):
    """Plain paragraphs, wrapped by the library."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.add_font("f", fname=str(FONTS / "FangSong.ttf"))
    pdf.set_font("f", size=16)
    pdf.set_margins(28, 37, 26)
    pdf.set_auto_page_break(True, 35)
    pdf.add_page()
    for text in texts:
        pdf.multi_cell(0, 10.4, "　　" + text, wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def with_typst(folder, texts):
    import typst

    source = folder / "m.typ"
    head = '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))\n'
    head += '#set text(font: "Zhuque Fangsong (technical preview)", size: 16pt, lang: "zh")\n'
    body = "\n\n".join(text.translate({ord(sign): "\\" + sign for sign in "#*_$@<>`\\"}) for text in texts)
    source.write_text(head + body, "utf8")
    return typst.compile(str(source), font_paths=[str(FONTS)])


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = three_pages(folder)
        texts = [text for part in made.parts for text in str(getattr(part, "text", "")).splitlines() if text]

        def ours():
            file = BytesIO()
            gongwen.write(file, made)
            return file.getvalue()

        gongwen.Pen = Recorder
        whole = ours()
        recorded = Recorder.last
        gongwen.Pen = Pen
        assert replay(recorded) == whole, "the replay is not the same file"
        timed = {"the drawing calls replayed bare": lambda: milliseconds(lambda: replay(recorded))}
        timed["gongwen.write, three pages, warm"] = lambda: milliseconds(ours)
        side_by_side(timed, {"gongwen.write, three pages, warm": LIMIT}, rounds=21)
        side_by_side({"gongwen.write": lambda: milliseconds(ours), **others(folder, made, texts)}, rounds=3)


def others(folder, made, texts):
    """Programs that set the same words, each as simply as it lets one."""
    found = {}
    try:
        import fpdf
    except ImportError:
        print("fpdf2: not installed")
    else:
        found[f"fpdf2 {fpdf.FPDF_VERSION}"] = lambda: milliseconds(lambda: with_fpdf2(texts))
    try:
        import typst
    except ImportError:
        print("typst: not installed")
    else:
        assert typst
        found["typst"] = lambda: milliseconds(lambda: with_typst(folder, texts))
    soffice = shutil.which("soffice")
    if not soffice:
        print("LibreOffice: not installed")
        return found
    file = folder / "m.docx"
    gongwen_docx.write(file, made, "", docx_styles.NAMES)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    found["LibreOffice, from the Word twin"] = lambda: milliseconds(
        lambda: subprocess.run(command, check=True, capture_output=True)
    )
    return found


if __name__ == "__main__":
    main()
