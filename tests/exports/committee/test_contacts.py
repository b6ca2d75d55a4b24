"""The members' telephones as they come out: who is in office that day, for the office only."""

from datetime import date
from io import BytesIO

import docx
import pdfplumber
import pytest

from db.committee.models import Membership
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from exports.committee.contacts import CONTACTS, CONTACTS_DOCX
from exports.reports import Request

DAY = date(2021, 9, 1)


def written(session, report, **request):
    file = BytesIO()
    report.write(session, file, Request(**{"last": DAY} | request), no_progress)
    file.seek(0)
    return file


def rows_of(session, **request):
    with pdfplumber.open(written(session, CONTACTS, **request)) as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
        text = "".join(page.extract_text() for page in pdf.pages).replace(" ", "").replace("\n", "")
    return [[(cell or "").replace("\n", "") for cell in row] for row in rows if row[0] != "序号"], text


def test_it_names_everybody_in_office_with_a_telephone(office):
    with office.read() as session:
        rows, text = rows_of(session)
    assert len(rows) == 15
    assert rows[0] == ["1", "韩䶮生", "主任", "社区“两委”成员", "畅家巷社区党委书记、居委会主任", "13800000101"]
    assert [row[0] for row in rows] == [str(n) for n in range(1, 16)]
    assert "内部资料，注意保管" in text
    assert "共15人，2021年9月1日编印。" in text


def test_who_has_left_is_no_more_on_it_from_that_day(office):
    with office.write("离任") as session:
        session.query(Membership).filter_by(id=1).one().ends = DAY
    with office.read() as session:
        assert len(rows_of(session)[0]) == 14
        assert len(rows_of(session, last=date(2021, 8, 31))[0]) == 15


def test_where_nobody_is_in_office_it_is_refused(office):
    with office.write("都离任") as session:
        for one in session.query(Membership):
            one.ends = DAY
    with office.read() as session, pytest.raises(UserError, match="没有在任的成员"):
        written(session, CONTACTS)


def test_it_is_for_the_office_alone_and_can_be_edited_in_word(office):
    assert CONTACTS.audiences == CONTACTS_DOCX.audiences == (Audience.INTERNAL,)
    with office.read() as session:
        [table] = docx.Document(written(session, CONTACTS_DOCX)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "姓名", "职务", "界别", "单位及职务", "联系电话"]
    assert len(table.rows) == 16
