"""The publication of a charity sale and its sheets: figures to the cent, names only as each audience may see them."""

import re
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from openpyxl import load_workbook

from db.core import settings
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.paper_choices import PUBLIC_CONTACT, PUBLIC_DAYS, PUBLIC_ISSUER
from db.core.work import no_progress
from db.sales.listings import SALE_GOODS, SALE_USES, SALES, withdraw_publication
from db.sales.models import Sale, SaleGood
from exports import report_named
from exports.reports import Request
from exports.sales.publication import SALE_PUBLIC
from exports.sheet.form import HEAD

MM = 72 / 25.4
BLOCK = (28 * MM, 184 * MM, 37 * MM, 262 * MM)
SAMPLE = 1
DONORS = ("詹若水", "端木晚晴", "闻朗")
HELPED = ("乐永年", "任重山", "谌素秋")


def paper(database, audience=Audience.PUBLIC, of=None):
    file = BytesIO()
    with database.read() as session:
        SALE_PUBLIC.write(session, file, Request(of, audience), no_progress)
    return pdfplumber.open(file)


def words_of(pdf):
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")
    return re.sub(r"—\d+—", "", text)  # the numbers of the pages


def cells(database, audience):
    """What stands in the tables, each cell on one line."""
    with paper(database, audience) as pdf:
        return [
            (cell or "").replace("\n", "")
            for page in pdf.pages
            for table in page.extract_tables()
            for row in table
            for cell in row
        ]


def test_the_paper_says_goods_income_use_balance_and_whom_to_tell(office):
    with paper(office) as pdf:
        text = words_of(pdf)
        goods, uses = pdf.pages[0].extract_tables()
        assert len(pdf.pages) == 1
    for words in (
        "关于“一元钱换购”爱心义卖收支情况的公示",
        "2021年8月30日，酒泉路街道畅家巷社区举办“一元钱换购”爱心义卖",
        "收到爱心物品6种64件，换出61件，剩3件。",
        "应收61.00元，实收61.00元，账款相符。",
        "共支出1笔58.60元，结余2.40元。",
        "2021年9月6日至2021年9月12日。如有异议，请在公示期内向酒泉路街道畅家巷社区居民委员会反映。",
    ):
        assert words in text
    assert text.endswith("酒泉路街道畅家巷社区居民委员会2021年9月6日")
    assert goods[0] == ["物品", "捐赠单位、捐赠人", "单位", "收到", "换出", "剩余", "单价（元）", "收入（元）"]
    assert goods[2] == ["辅导书籍", "兰州一中", "本", "24", "22", "2", "1.00", "22.00"]
    assert goods[-1] == ["合计", None, None, "64", "61", "3", "", "61.00"]
    assert uses == [
        ["日期", "用途", "票据号", "金额（元）"],
        ["2021年9月3日", "走访慰问独居老人，购买米、面、油", "00012345", "58.60"],
        ["合计", None, None, "58.60"],
    ]


def test_the_sums_of_the_table_are_those_of_its_rows(office):
    with paper(office) as pdf:
        goods, uses = pdf.pages[0].extract_tables()
    for column in (3, 4, 5, 7):
        assert sum(float(row[column]) for row in goods[1:-1]) == pytest.approx(float(goods[-1][column]))
    assert all(float(row[4]) * float(row[6]) == pytest.approx(float(row[7])) for row in goods[1:-1])
    assert float(goods[-1][-1]) - float(uses[-1][-1]) == pytest.approx(2.40)


def test_figures_stand_at_the_right_of_their_columns(office):
    with paper(office) as pdf:
        page = pdf.pages[0]
        [table, _] = page.find_tables()
        for row in table.rows[1:]:
            for place in (3, 4, 5, 7):
                x0, top, x1, bottom = row.cells[place]
                chars = page.crop((x0, top, x1, bottom)).chars
                assert x1 - max(char["x1"] for char in chars) == pytest.approx(1.5 * MM, abs=0.6)


def test_nothing_leaves_the_text_block(office):
    with office.write("长") as session:
        withdraw_publication(session, session.get_one(Sale, SAMPLE), "加长")
        session.add_all(
            SaleGood(
                sale_id=SAMPLE, item="很长很长的物品名称" * 5, donor="欧阳知夏" * 9, received=n, exchanged=0, price=1
            )
            for n in range(1, 60)
        )
    left, right, top, bottom = BLOCK
    with paper(office) as pdf:
        assert len(pdf.pages) > 2
        for page in pdf.pages:
            for char in page.chars:
                if char["top"] < 262 * MM:  # but for the page number
                    assert left - 1 <= char["x0"]
                    assert char["x1"] <= right + 1
                    assert top - 1 <= char["top"]
                    assert char["bottom"] <= bottom + 1
        assert all("捐赠单位、捐赠人" in page.extract_text() for page in pdf.pages[:3])  # the head comes again
        assert "居民委员会反映" in pdf.pages[-1].extract_text().replace("\n", "")  # not the signature alone


def test_the_public_reads_surnames_of_donors_and_nobody_who_was_helped(office):
    public, internal = cells(office, Audience.PUBLIC), cells(office, Audience.INTERNAL)
    assert {*DONORS, "、".join(HELPED), "查小满", "兰州社区大学"} <= set(internal)
    assert {"詹**", "端木**", "闻*", "兰州社区大学"} <= set(public)
    assert not [
        cell for cell in public if any(name in cell for name in (*DONORS, *HELPED, "查小满", "受益人", "经手人"))
    ]


def test_what_is_spent_later_is_not_on_the_paper_of_the_day(office):
    with office.write("再用") as session:
        values = {"spent_on": "2021-10-14", "purpose": "重阳节慰问", "amount": "2.40"}
        SALE_USES.create(session, values, sale_id=SAMPLE)
    with paper(office) as pdf:
        text = words_of(pdf)
    assert "共支出1笔58.60元，结余2.40元。" in text
    assert "重阳" not in text
    with office.read() as session:
        assert SALES.value(SALES.one(session, SAMPLE), "balance") == 0


def test_the_paper_is_refused_while_the_balance_does_not_come_out(office, tmp_path):
    with office.write("撤回") as session:
        withdraw_publication(session, session.get_one(Sale, SAMPLE), "核对")
    with office.write("改") as session:
        SALES["counted"].put(session, session.get_one(Sale, SAMPLE), "60")
    path = tmp_path / "a.pdf"
    for audience in Audience:
        with office.read() as session, pytest.raises(UserError, match=r"还不能公示：现场实收 60\.00 元，比应收 61\.00"):
            SALE_PUBLIC.write(session, path, Request(SAMPLE, audience), no_progress)
    assert not path.exists()


def test_a_sale_that_is_not_there_is_said_to_be_so(office):
    with office.read() as session, pytest.raises(UserError, match="没有这场义卖"):
        SALE_PUBLIC.name(session, Request(99))


def test_the_office_says_who_issues_it_how_long_it_hangs_and_whom_to_tell(office):
    with office.write("设置") as session:
        settings.put(session, PUBLIC_ISSUER, "{社区}社工委")
        settings.put(session, PUBLIC_DAYS, "5")
        settings.put(session, PUBLIC_CONTACT, "社区监督委员会，电话0931-0000009。")
    with paper(office) as pdf:
        text = words_of(pdf)
    assert "2021年9月6日至2021年9月10日。如有异议，请在公示期内向社区监督委员会，电话0931-0000009反映。" in text
    assert "酒泉路街道畅家巷社区社工委2021年9月6日" in text
    with pytest.raises(UserError, match="请选 3、5、7、10"), office.write("设置") as session:
        settings.put(session, PUBLIC_DAYS, "十天")


def test_a_sale_without_any_use_yet_says_so(office):
    with office.write("新") as session:
        values = {"title": "小义卖", "held_on": "2021-12-01", "office": "畅家巷社区", "counted": "1"}
        made = SALES.create(session, values)
        SALE_GOODS.create(session, {"item": "画\U00016800", "received": "1", "exchanged": "1"}, sale_id=made.id)
        number = made.id
    with paper(office, of=number) as pdf:
        assert "尚未支出，结余1.00元。" in words_of(pdf)
        assert len(pdf.pages[0].find_tables()) == 1
    with office.read() as session:
        assert SALE_PUBLIC.unprintable(session, Request(number)) == ["“\U00016800”　在“画\U00016800”里"]
        assert SALE_PUBLIC.name(session, Request(number)) == f"小义卖公示{date.today():%Y%m%d}"


@pytest.mark.parametrize(
    ("key", "pieces", "sums"),
    [
        (
            "sales",
            {"收到件数": 64, "换出件数": 61},
            {"应收": 61, "现场实收": 61, "支出": 58.6, "结余": 2.4, "差额": 0},
        ),
        ("sale_goods", {"收到": 64, "换出": 61, "剩余": 3}, {"单价": None, "收入": 61}),
        ("sale_uses", {}, {"金额": 58.6}),
    ],
)
def test_the_sheets_add_up_money_and_pieces_and_no_prices(office, tmp_path, key, pieces, sums):
    path = tmp_path / f"{key}.xlsx"
    with office.read() as session:
        report_named(key).write(session, path, Request(), no_progress)
    sheet = load_workbook(path, data_only=True).worksheets[0]
    column = {cell.value.removesuffix("（元）"): cell.column for cell in sheet[HEAD]}
    total = sheet.max_row - 1
    for title, value in (pieces | sums).items():
        cell = sheet.cell(total, column[title])
        assert cell.value == (None if value is None else pytest.approx(value))
        assert sheet.cell(total - 1, column[title]).number_format == ("0" if title in pieces else "#,##0.00")


def test_public_sheets_hold_no_donor_in_full_and_nobody_who_was_helped(office, tmp_path):
    for key in ("sales", "sale_goods", "sale_uses"):
        path = tmp_path / f"{key}.xlsx"
        with office.read() as session:
            report_named(key).write(session, path, Request(audience=Audience.PUBLIC), no_progress)
        values = {str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row}
        assert not [name for name in (*DONORS, *HELPED) if any(name in value for value in values)]
        assert not {"受益人", "撤回原因", "备注"} & values
