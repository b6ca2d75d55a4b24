"""The chronicle on paper and as a workbook, read back: for three audiences, of a period."""

from datetime import date

import pdfplumber
import pytest
from docx import Document
from openpyxl import load_workbook

from db.chronicle.listings import CHRONICLE
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from exports import report_named
from exports.reports import Request
from tests.db.changes import create, put

PHONE = "13812345678"


@pytest.fixture
def told(office):
    """The sample's entries, and one of the year after with a telephone number in it."""
    values = {"day": "2022-01-05", "title": "热线开通", "text": f"居民热线{PHONE}开通。", "source": "街道文件"}
    create(office, CHRONICLE, values)
    create(office, CHRONICLE, {"day": "2022-01-06", "title": "不打印的事"})
    put(office, CHRONICLE, 5, "chosen", "不收录")
    return office


def written(database, folder, key, request):
    report = report_named(key)
    path = folder / f"{key}-{request.audience.value}{report.suffix}"
    with database.read() as session:
        report.write(session, path, request, no_progress)
    return path


def text_of(path):
    with pdfplumber.open(path) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace("\n", "")


def test_it_goes_by_year_month_and_day_and_the_day_unknown_ends_its_month(told, tmp_path):
    text = text_of(written(told, tmp_path, "chronicle_paper", Request()))
    order = ["2021—2022年大事记", "一、2021年", "8月30日", "8月（是月）", "9月（是月）", "二、2022年", "1月5日"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "不打印的事" not in text


@pytest.mark.parametrize(
    ("audience", "phone", "source"),
    [(Audience.INTERNAL, True, True), (Audience.REPORT, True, False), (Audience.PUBLIC, False, False)],
)
def test_only_the_office_reads_how_one_knows_and_the_public_reads_no_number(told, tmp_path, audience, phone, source):
    text = text_of(written(told, tmp_path, "chronicle_paper", Request(audience=audience)))
    assert (PHONE in text) is phone
    assert ("来源：街道文件" in text) is source
    assert "热线" in text


def test_a_year_of_it_is_one_page_without_the_others(told, tmp_path):
    path = written(told, tmp_path, "chronicle_paper", Request(first=date(2021, 1, 1), last=date(2021, 12, 31)))
    with pdfplumber.open(path) as pdf:
        assert len(pdf.pages) == 1
    text = text_of(path)
    assert "畅家巷社区2021年大事记" in text
    assert "热线" not in text
    assert "一、" not in text


def test_word_has_the_same_paragraphs(told, tmp_path):
    path = written(told, tmp_path, "chronicle_paper_docx", Request())
    texts = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert any(text.startswith("8月30日　畅家巷社区召开") for text in texts)


def test_the_workbook_of_a_period_has_its_rows(told, tmp_path):
    request = Request(first=date(2022, 1, 5), last=date(2022, 12, 31), audience=Audience.PUBLIC)
    sheet = load_workbook(written(told, tmp_path, "chronicle", request)).active
    cells = [str(cell.value) for row in sheet for cell in row if cell.value is not None]
    assert "热线开通" in cells
    assert "微心愿征集" not in cells
    assert "不打印的事" not in cells
    assert not any(PHONE in cell for cell in cells)


def test_where_nothing_happened_it_says_what_to_do(told, tmp_path):
    with pytest.raises(UserError, match="这段时间没有收录的大事"):
        written(told, tmp_path, "chronicle_paper", Request(first=date(2023, 1, 1)))
