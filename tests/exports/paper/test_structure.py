"""What a reader for the blind is told of a paper: its headings, paragraphs and tables, in the order of the page."""

from io import BytesIO

import pdfplumber

from db.core.work import no_progress
from exports.meetings.name_cards_page import draw
from exports.paper import gongwen, table_page
from exports.paper.parts import (
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Mark,
    Paragraph,
    RedRule,
    Sheet,
    Signed,
    Signing,
    Table,
    Title,
)

COLUMNS = (("物品", 62, "left"), ("数量", 20, "right"), ("备注", 74, "left"))


def tree_of(write):
    """The elements of a file, nested: the kind, the text, the elements within; and the texts that belong to none."""
    file = BytesIO()
    write(file)
    with pdfplumber.open(file) as pdf:
        texts, loose = {}, []
        for number, page in enumerate(pdf.pages, start=1):
            for char in page.chars:
                if char["mcid"] is None:
                    loose.append(char["text"])
                else:
                    texts.setdefault((number, char["mcid"]), []).append(char["text"])
        return [_told(one, texts) for one in pdf.structure_tree], "".join(loose)


def _told(element, texts, page=None):
    page = element.get("page_number", page)
    said = "".join("".join(texts[page, number]) for number in element.get("mcids", ()))
    return element["type"], said, [_told(one, texts, page) for one in element.get("children", ())]


def told(document):
    [(kind, _, parts)], loose = tree_of(lambda file: gongwen.write(file, document))
    assert kind == "Document"
    return parts, loose


def test_headings_and_paragraphs_are_told_in_their_order():
    parts, loose = told(
        Document(
            "纪要",
            (
                Mark("社工委会议纪要"),
                IssuerDate("社区", "2021年8月30日"),
                RedRule(),
                Title("第一次会议纪要"),
                Heading(1, "议题", number=1),
                Heading(2, "分工", number=1),
                Paragraph("第一段。\n第二段。"),
                Heading(3, "要求", "当天办完。", 1),
                Signed("居民委员会", "2021年8月31日"),
            ),
            Imprint("居民委员会", "2021年8月31日"),
        )
    )
    assert [(kind, text) for kind, text, _ in parts] == [
        ("P", "社工委会议纪要"),
        ("P", "社区2021年8月30日"),
        ("H1", "第一次会议纪要"),
        ("H2", "一、议题"),
        ("H3", "（一）分工"),
        ("P", "第一段。"),
        ("P", "第二段。"),
        ("P", "1.要求。当天办完。"),
        ("P", "居民委员会"),
        ("P", "2021年8月31日"),
        ("P", "居民委员会2021年8月31日印发"),
    ]
    assert loose == "— 1 —"  # the number of the page is no part of the text


def test_no_level_of_headings_is_left_out():
    parts, _ = told(Document("书", (Title("承诺书"), Heading(3, "按时完成", number=1), Heading(1, "其他", number=1))))
    assert [(kind, text) for kind, text, _ in parts] == [("H1", "承诺书"), ("H2", "1.按时完成"), ("H2", "一、其他")]
    parts, _ = told(Document("文", (Heading(2, "没有标题", number=1), Paragraph("正文。"))))
    assert [kind for kind, _, _ in parts] == ["H1", "P"]


def test_a_paragraph_over_two_pages_is_one():
    parts, _ = told(Document("长", (Paragraph("国" * 26 + "家" * 28 * 30),)))
    [(kind, text, _)] = parts
    assert kind == "P"
    assert text.startswith("国")


def test_a_table_tells_its_head_once_and_each_cell_also_an_empty_one():
    rows = tuple((f"第{n}件", str(n), "" if n % 2 else "新") for n in range(1, 61))
    table = Table(COLUMNS, rows, ("合计", "", "60"))
    parts, loose = told(Document("表", (Title("清单"), table), form=True))
    [element] = [part for part in parts if part[0] == "Table"]
    lines = element[2]
    assert [kind for kind, _, _ in lines] == ["TR"] * 62
    assert [(kind, text) for kind, text, _ in lines[0][2]] == [("TH", "物品"), ("TH", "数量"), ("TH", "备注")]
    assert [(kind, text) for kind, text, _ in lines[1][2]] == [("TD", "第1件"), ("TD", "1")]
    assert [(kind, text) for kind, text, _ in lines[2][2]] == [("TD", "第2件"), ("TD", "2"), ("TD", "新")]
    assert [text for _, text, _ in lines[61][2]] == ["合计", "60"]
    assert "续表物品数量备注" in loose.replace(" ", "")  # of the further pages
    file = BytesIO()
    gongwen.write(file, Document("表", (table,), form=True))
    cells = file.getvalue().count(b"/S /TD")  # an empty one too, which the reader of this test leaves out
    assert cells == 60 * 3 + 2
    assert file.getvalue().count(b"/ColSpan 2") == 1


def test_lines_to_sign_are_a_paragraph():
    parts, _ = told(Document("签", (Paragraph("收到。"), Signing((("送达人：", "邵静岚"), ("签收人：", ""))))))
    assert [(kind, text) for kind, text, _ in parts] == [("P", "收到。"), ("P", "送达人：邵静岚签收人：")]


def test_a_sheet_to_sign_tells_its_title_and_its_head_once():
    rows = tuple((str(n), "邹犇", "") for n in range(1, 41))
    sheet = Sheet("签到表", "2021年8月30日", "应到40人", "地点：三楼", (("序号", 14), ("姓名", 62), ("签名", 80)), rows)
    [(_, _, parts)], loose = tree_of(lambda file: table_page.write(file, sheet, no_progress))
    assert [kind for kind, _, _ in parts] == ["H1", "P", "P", "Table"]
    assert parts[0][1] == "签到表"
    assert len(parts[3][2]) == 41
    assert [text for _, text, _ in parts[3][2][40][2]] == ["40", "邹犇"]
    assert "签到表" in loose  # of the second page


def test_a_name_card_tells_its_name_once():
    [(_, _, parts)], loose = tree_of(lambda file: draw(file, "桌签", ("韩䶮生", "邹犇"), no_progress))
    assert [text.replace("　", "").replace(" ", "") for _, text, _ in parts] == ["韩䶮生", "邹犇"]
    assert loose.count("韩") == 1  # the face that is read from behind
