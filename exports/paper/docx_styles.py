"""The styles, fonts, settings and page of an official document in Word, as XML.

The faces are named as the office has them (仿宋 or 仿宋_GB2312); 方正小标宋简体 comes with few PCs, so the font table
tells Word what to take in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from exports.paper.fonts import Role
from exports.paper.gongwen_rows import INNER, OUTER, RED_RULE, RED_RULE_BELOW, SIGNED_INSET
from exports.paper.grid import CELL, LEFT, MM, SMALL, TITLE, WIDTH
from exports.paper.linebreak import NO_END, NO_START
from exports.paper.page_row import INDENT
from exports.paper.table_rows import INSET, LEADING, PAD, SIGNING, TYPE
from exports.paper.table_rows import LINE as RULE

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINE = 28.95  # the usual setting of offices: 22 lines are 636.9 of the text block's 637.8 pt, and never 21 or 23
BASELINE = 0.8  # of a fixed line: where Word and LibreOffice put the baseline, whatever the font
BELOW = (1 - BASELINE) * LINE - 0.13 * 16  # from the foot of a character of the body to the end of its line
SPARE = 12.0  # points kept free above the imprint
HEADER, FOOTER = 24.4 * MM, 25.2 * MM  # from the edges of the page; the dashes of the number stand 7 mm below the text
NUMBER_LINE = 18.0
NAMES: dict[Role, str] = {"body": "仿宋", "kai": "楷体", "hei": "黑体", "song": "宋体", "title": "方正小标宋简体"}
Faces = Mapping[Role, str]  # their names in the file
OTHER_NAMES: dict[Role, str] = {
    "body": "仿宋,FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong",
    "kai": "楷体,KaiTi,楷体_GB2312,KaiTi_GB2312,STKaiti",
    "hei": "SimHei",
    "song": "SimSun",
    "title": "方正小标宋简体,FZXiaoBiaoSong-B05S,方正小标宋_GBK,小标宋,华文中宋,STZhongsong",
}
RED = "FF0000"


def twips(points: float) -> int:
    return round(points * 20)


def run_fonts(role: Role) -> str:
    name = NAMES[role]
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def size(points: float) -> str:
    """A size of type, in half points, rounded down, because a larger one might not fit."""
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


def spacing(before: float = 0, line: float = LINE, after: float = 0) -> str:
    return f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(line)}" w:lineRule="exact"/>'


def indent(first: float = 0, hanging: float = 0, left: float = 0, right: float = 0, cell: float = CELL) -> str:
    """Indents, counted in characters. The first line's indent is also written in characters, so it follows a new size.

    The other indents are lengths only: Word takes a character for 16 pt, and lines would lose their last one.
    """
    attributes = ""
    for name, count in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if count or name in ("left", "right"):
            inner = f' w:{name}Chars="{round(count * 100)}"' if name == "firstLine" and cell == CELL else ""
            attributes += f'{inner} w:{name}="{twips(count * cell)}"'
    return f"<w:ind{attributes}/>"


def tab_right(inset: float) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{twips(WIDTH - inset)}"/></w:tabs>'


def letter_spacing(points: float) -> str:
    """Space between characters; a negative one moves them together."""
    return f'<w:spacing w:val="{twips(points)}"/>'


def lines_to_sign(count: int) -> str:
    """Tabs that fill the rest of each share of the line with a rule, and lead to the next share."""
    share = (WIDTH - INDENT * CELL) / count
    ends = [INDENT * CELL + n * share - CELL * (n < count) for n in range(1, count + 1)]
    tabs = "".join(
        f'<w:tab w:val="left" w:leader="underscore" w:pos="{twips(end)}"/>'
        f'<w:tab w:val="left" w:pos="{twips(end + CELL)}"/>'
        for end in ends[:-1]
    )
    return f'<w:tabs>{tabs}<w:tab w:val="right" w:leader="underscore" w:pos="{twips(ends[-1])}"/></w:tabs>'


CLOSER = -0.25  # 28 characters of 16 pt in 442.2; in a grid of cells that are smaller LibreOffice gives each one two
OFF_GRID = '<w:snapToGrid w:val="0"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
CENTRED, LEFT_ALIGNED, RIGHT_ALIGNED = (f'<w:jc w:val="{way}"/>' for way in ("center", "left", "right"))
RULE_ABOVE = RED_RULE_BELOW - BELOW  # space that brings the red rule 4 mm below the characters above it
LABEL = 3  # cells of a label of two characters and its colon
RULE_LINE = LINE - RULE_ABOVE - RED_RULE  # the rest of the first blank line below the head
RED_TOP = f'<w:pBdr><w:top w:val="single" w:sz="{round(RED_RULE * 8)}" w:space="0" w:color="{RED}"/></w:pBdr>'

# name, id, properties of paragraphs, properties of characters; the clauses of the standard are in gongwen_rows
PARAGRAPHS: tuple[tuple[str, str, str, str], ...] = (
    ("公文正文", "Body", indent(first=2), ""),
    ("heading 1", "Heading1", KEEP + indent(first=2) + '<w:outlineLvl w:val="0"/>', run_fonts("hei")),
    ("heading 2", "Heading2", KEEP + indent(first=2) + '<w:outlineLvl w:val="1"/>', run_fonts("kai")),
    ("heading 3", "Heading3", KEEP + indent(first=2) + '<w:outlineLvl w:val="2"/>', ""),
    ("heading 4", "Heading4", KEEP + indent(first=2) + '<w:outlineLvl w:val="3"/>', ""),
    ("Title", "Title", KEEP + OFF_GRID + CENTRED, run_fonts("title") + OFF_GRID + letter_spacing(0) + size(TITLE.size)),
    (
        "公文红头",
        "Mark",
        KEEP + OFF_GRID + CENTRED,
        run_fonts("title") + OFF_GRID + f'<w:color w:val="{RED}"/>' + letter_spacing(0),
    ),
    ("公文编号", "Number", KEEP + CENTRED, ""),
    ("证明编号", "NumberRight", KEEP + indent(right=1) + RIGHT_ALIGNED, ""),
    ("公文稿件标记", "Draft", KEEP + CENTRED, run_fonts("kai")),
    ("公文署名日期", "Issuer", "<w:keepNext/>" + tab_right(CELL) + indent(first=1) + LEFT_ALIGNED, ""),
    ("公文红线", "Rule", "<w:keepNext/>" + RED_TOP + OFF_GRID + spacing(RULE_ABOVE, RULE_LINE), ""),
    ("公文参会", "Attendance", indent(left=INDENT + LABEL, hanging=LABEL) + LEFT_ALIGNED, ""),
    ("公文项目", "Labelled", indent(left=INDENT + LABEL, hanging=LABEL) + LEFT_ALIGNED, ""),
    ("公文主送", "Addressee", "", ""),
    ("公文落款", "Signed", "<w:keepLines/>" + indent(right=SIGNED_INSET) + RIGHT_ALIGNED, ""),
    *(
        (
            f"签字栏{count}",
            f"Signing{count}",
            "<w:keepNext/>"
            + lines_to_sign(count)
            + spacing(before=(SIGNING - 1) * LINE)
            + indent(first=INDENT)
            + LEFT_ALIGNED,
            "",
        )
        for count in (1, 2)
    ),
    *(
        (name, key, OFF_GRID + spacing(line=LEADING) + way, face + OFF_GRID + letter_spacing(0) + size(TYPE.size))
        for name, key, way, face in (
            ("表头", "CellHead", CENTRED, run_fonts("hei")),
            ("表格文字", "Cell", CENTRED, ""),
            ("表格文字靠左", "CellLeft", LEFT_ALIGNED, ""),
            ("表格数字", "CellRight", RIGHT_ALIGNED, ""),
        )
    ),
    (
        "版记",
        "Imprint",
        tab_right(SMALL.cell)
        + OFF_GRID
        + spacing(line=1.875 * SMALL.size)
        + indent(first=1, cell=SMALL.cell)
        + LEFT_ALIGNED,
        OFF_GRID + letter_spacing(0) + size(SMALL.size),
    ),
    ("版记之后", "Last", OFF_GRID + spacing(line=1), OFF_GRID + size(1)),
    ("header", "Header", OFF_GRID + spacing(line=LINE), run_fonts("hei") + OFF_GRID),
    *(
        (
            name,
            key,
            OFF_GRID + spacing(line=NUMBER_LINE) + inset + way,
            run_fonts("song") + OFF_GRID + letter_spacing(0) + size(SMALL.size),
        )
        for name, key, inset, way in (  # at the outer edge, inset by a character [7.5]
            ("footer", "Footer", indent(right=1, cell=SMALL.cell), RIGHT_ALIGNED),
            ("双页页码", "FooterEven", indent(left=1, cell=SMALL.cell), LEFT_ALIGNED),
        )
    ),
)
CHARACTERS = (("公文黑体", "Hei", run_fonts("hei")), ("公文楷体", "Kai", run_fonts("kai")))


def styles(faces: Faces) -> str:
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"{" " if name.isascii() else CUSTOM}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
        for name, key, paragraph, run in PARAGRAPHS
    ) + "".join(
        f'<w:style w:type="character" w:styleId="{key}"{CUSTOM}><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{run}</w:rPr></w:style>"
        for name, key, run in CHARACTERS
    )
    xml = f"<w:styles {W}>{DEFAULTS}{named}</w:styles>"
    for role, name in NAMES.items():
        xml = xml.replace(f'"{name}"', f'"{faces[role]}"')
    return xml


CUSTOM = ' w:customStyle="1"'
LATIN = "en-US"  # of letters and figures only, as in any Chinese file: in Chinese LibreOffice would tear 2021 apart
DEFAULTS = f"""<w:docDefaults>
<w:rPrDefault><w:rPr>{run_fonts("body")}{size(16)}<w:lang w:val="{LATIN}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
<w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:wordWrap/><w:overflowPunct w:val="0"/><w:topLinePunct w:val="0"/>
<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{spacing()}<w:jc w:val="both"/></w:pPr>
<w:rPr>{letter_spacing(CLOSER)}{size(16)}</w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
</w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>
<w:tblInd w:w="0" w:type="dxa"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>
</w:tblPr></w:style>"""


def page(parts: Collection[str]) -> str:
    """A4, the margins, the grid of lines [5.2], and the heads and feet among the parts.

    28 characters to the line come from their spacing (CLOSER).
    """
    references = "".join(
        f'<w:{place}Reference w:type="{kind}" r:id="{place}{n}"/>'
        for place in ("header", "footer")
        for n, kind in enumerate(("default", "even"), start=1)
        if f"{place}{n}" in parts
    )
    return f"""<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="{twips(37 * MM)}" w:right="{twips(26 * MM)}" w:bottom="{twips(35 * MM)}" w:left="{twips(LEFT)}"
 w:header="{twips(HEADER)}" w:footer="{twips(FOOTER)}" w:gutter="0"/>
<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="{twips(LINE)}"/></w:sectPr>"""


def settings() -> str:
    """The settings, with our own signs that may not begin or end a line; a dash (——) may begin one."""
    return f"""<w:settings {W}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>
<w:drawingGridVerticalSpacing w:val="{twips(LINE)}"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:noLineBreaksAfter w:lang="zh-CN" w:val="{_listed(NO_END)}"/>
<w:noLineBreaksBefore w:lang="zh-CN" w:val="{_listed(NO_START - {"—"})}"/>
<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{LATIN}" w:eastAsia="zh-CN"/></w:settings>"""


def _listed(signs: frozenset[str]) -> str:
    listed = "".join(sorted(signs))
    return listed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def font_table(faces: Faces) -> str:
    fonts = "".join(
        f'<w:font w:name="{faces[role]}"><w:altName w:val="{_others(others, faces[role])}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if role in ("body", "kai", "hei") else "auto"}"/>'
        f'<w:pitch w:val="default"/></w:font>'
        for role, others in OTHER_NAMES.items()
    )
    return f"<w:fonts {W}>{fonts}</w:fonts>"


def _others(names: str, name: str) -> str:
    return ",".join(other for other in names.split(",") if other != name)


NO_MARGINS = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'


def table(widths: Sequence[float], rows: str) -> str:
    """A table with all its rules, columns of these widths in mm."""
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{round(RULE * 8)}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    room = "".join(
        f'<w:{side} w:w="{twips(inset)}" w:type="dxa"/>'
        for side, inset in (("top", PAD), ("left", INSET), ("bottom", PAD), ("right", INSET))
    )
    columns = "".join(f'<w:gridCol w:w="{twips(width * MM)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths) * MM)}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def row(cells: Sequence[tuple[int, float, str]], high: float, *, head: bool) -> str:
    """A row that no page tears, of a least height in mm; of a cell the columns it spans, its width, its paragraphs."""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width * MM)}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + f'<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
        for span, width, paragraphs in cells
    )
    height = f'<w:trHeight w:val="{twips(high * MM)}" w:hRule="atLeast"/>' if high else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' * head}</w:trPr>{inner}</w:tr>"


def foot_table(cells: Sequence[str]) -> str:
    """A table of one column at the foot of the text block, with the rules of an imprint [7.4.1]."""
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{round(thickness * 8)}" w:space="0" w:color="000000"/>'
        for side, thickness in (("top", OUTER), ("bottom", OUTER), ("insideH", INNER))
    )
    width = f'w:w="{twips(WIDTH)}" w:type="dxa"'
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW {width}/></w:tcPr>{cell}</w:tc></w:tr>"
        for cell in cells
    )
    # its place is counted from the edge of the page: LibreOffice doesn't float a table that is as wide as the text
    place = f'w:topFromText="{twips(SPARE)}" w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{twips(LEFT)}"'
    return f"""<w:tbl><w:tblPr><w:tblpPr {place} w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW {width}/>
<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>{NO_MARGINS}</w:tblPr>
<w:tblGrid><w:gridCol w:w="{twips(WIDTH)}"/></w:tblGrid>{rows}</w:tbl>"""
