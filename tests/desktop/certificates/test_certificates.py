"""Service certificates as a clerk issues them: one by clicks, a team at once, stopped half-way, printed and revoked."""

from contextlib import closing
from datetime import date

import pdfplumber
import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QInputDialog, QPushButton
from sqlalchemy import select

from db.activities.models import Service, Shift
from db.certificates.issuing import Snapshot
from db.certificates.listings import CERTIFICATES
from db.certificates.models import Certificate
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import history
from desktop.certificates.issue_dialog import IssueDialog
from desktop.shell.printing import TO_FILE
from exports import report_named
from exports.certificates.report import CERTIFICATE
from exports.reports import Request
from tests.desktop.command_line import linli, linli_here
from widgets.task import Task

LEFT = Qt.MouseButton.LeftButton
TODAY = date.today()
NUMBERS = {"戴素馨": "11010519491231002X", "雷昱川": "360426199101010071"}


def person(session, name):
    return session.scalars(select(Person.id).where(Person.name == name)).one()


@pytest.fixture
def page(window):
    with window.store.write("登记证件") as session:
        for name, number in NUMBERS.items():
            PERSONS["id_number"].put(session, session.get_one(Person, person(session, name)), number)
            session.flush()
    window.go("certificates")
    return window.page("certificates")


@pytest.fixture
def dialog(page, qtbot):
    qtbot.mouseClick(page.add_button, LEFT)
    return shown(page, IssueDialog)


def shown(parent, kind, name=""):
    return next(one for one in parent.findChildren(kind) if one.isVisible() and name in ("", one.objectName()))


def choose(dialog, *names):
    """Select these people in the list, and nobody else."""
    table, listing = dialog.list.table, dialog.list.listing
    table.clearSelection()
    for row in dialog.list.fetch(dialog.list.model.ids):
        if listing.label_of(row) in names:
            table.selectionModel().select(
                dialog.list.model.index(dialog.list.model.position(row[0]), 0),
                table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
            )


def turn_to_team(dialog, name):
    dialog.team.setCurrentIndex(dialog.team.findText(name))


def certificates(window):
    with window.store.read() as session:
        rows = session.execute(CERTIFICATES.rows()).all()
        keys = ("number", "person", "minutes", "printed", "standing")
        return [tuple(CERTIFICATES.value(row, key) for key in keys) for row in reversed(rows)]


def last_action(window):
    return window.undo_action.text().removeprefix("撤销：")


def words_in(path):
    with pdfplumber.open(path) as pdf:
        return [page.extract_text().replace("\n", "") for page in pdf.pages]


SAMPLE = ("〔2021〕志证1号", "蒲桂棠", 250, 0, "有效")


def test_one_certificate_is_issued_by_clicks_and_taken_back_by_one_undo(window, page, dialog, qtbot):
    assert not dialog.go.isEnabled()
    assert dialog.summary.text() == "请在表里选人，可以选多人"
    choose(dialog, "雷昱川")
    assert dialog.summary.text() == "已选 1 人　出具 1 份，共 4小时10分"
    dialog.form.boxes["purpose"].editor.setText("入学申请")
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert certificates(window) == [SAMPLE, (f"〔{TODAY.year}〕志证1号", "雷昱川", 250, 0, "有效")]
    assert page.form.boxes["purpose"].text() == "入学申请"
    assert last_action(window) == "出具服务证明“雷昱川”"
    window.undo()
    assert certificates(window) == [SAMPLE]


def test_the_document_that_is_lacking_is_filled_in_where_it_is_missed(window, dialog, qtbot):
    choose(dialog, "车凤苓")
    assert dialog.summary.text() == "已选 1 人　1 人不能出具"
    qtbot.mouseClick(dialog.go, LEFT)
    assert dialog.error.text() == "车凤苓没有登记证件号码，不能出具证明；请先在“人员”里填写证件类型和号码"
    (number,) = dialog.list.table.selected_ids()
    dialog.list.edit(number, dialog.list.listing["id_number"], "110101199003070097")
    qtbot.waitUntil(lambda: dialog.list.fetch([number])[0].outcome == "可以出具")
    choose(dialog, "车凤苓")
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert certificates(window)[-1][1] == "车凤苓"


def test_of_a_team_those_who_can_be_served_go_on_once_the_clerk_has_seen_the_others(window, page, dialog, qtbot):
    turn_to_team(dialog, "畅大妈志愿服务队")
    assert dialog.summary.text() == "已选 4 人　出具 2 份，共 8小时20分　2 人不能出具"
    qtbot.mouseClick(dialog.go, LEFT)
    box = shown(dialog, QDialog, "confirm_box")
    assert box.text() == "2 人不能出具。其余 2 人的照样出具吗？"
    assert [line[:5] for line in box.informativeText().splitlines()] == ["·　车凤苓", "·　景玉芍"]
    box.reject()
    assert dialog.isVisible()
    assert certificates(window) == [SAMPLE]
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.mouseClick(shown(dialog, QPushButton, "go_on"), LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    made = certificates(window)[1:]
    assert [(name, minutes) for _, name, minutes, *_ in made] == [("戴素馨", 250), ("蒲桂棠", 250)]
    assert last_action(window) == "出具 2 份服务证明"
    assert page.print_button.text() == "打印 2 份"
    window.undo()
    assert certificates(window) == [SAMPLE]


@pytest.mark.parametrize(
    ("first", "last", "fields", "sentence", "where"),
    [
        ("2021-09-02", "2021-09-01", {}, "服务止早于服务起", ""),
        ("昨天", "", {}, "不是一个日期", ""),
        ("", f"{TODAY.year + 1}-01-01", {}, "服务期间不能超过出具日期", ""),
        ("", "", {"number": "〔2021〕志证1号"}, "证明编号已经用过", "number"),
        ("", "", {"head": ""}, "负责人不能为空", "head"),
        ("", "", {"contact": "12"}, "电话", "contact"),
        ("", "", {"issued_on": f"{TODAY.year + 1}-01-01"}, "出具日期在今天之后", "issued_on"),
    ],
)
def test_what_does_not_fit_is_said_in_place_and_nothing_typed_is_lost(
    window, dialog, qtbot, first, last, fields, sentence, where
):
    choose(dialog, "雷昱川")
    dialog.form.boxes["purpose"].editor.setText("评优")
    for key, typed in fields.items():
        dialog.form.boxes[key].editor.setText(typed)
    dialog.first.setText(first)
    dialog.last.setText(last)
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: sentence in (dialog.form.boxes[where].error if where else dialog.error.text()))
    assert dialog.isVisible()
    assert dialog.isEnabled()
    assert dialog.form.boxes["purpose"].text() == "评优"
    assert dialog.list.table.selected_ids()
    assert certificates(window) == [SAMPLE]


def test_the_period_narrows_who_is_listed_and_what_their_certificates_state(dialog, window):
    assert dialog.list.count.text() == "共 10 条"
    dialog.last.setText("2021-08-29")
    dialog.last.commit()
    assert dialog.list.count.text() == "共 0 条"
    dialog.last.setText("2021-08-30")
    dialog.last.commit()
    assert dialog.list.count.text() == "共 10 条"
    dialog.form.boxes["issued_on"].editor.setText("2021-12-31")
    dialog.form.boxes["issued_on"].editor.commit()
    assert dialog.form.boxes["number"].text() == "〔2021〕志证2号"  # of the year of issue
    dialog.list.model.sort_wanted.emit(dialog.list.model.fields[2], True)
    assert dialog.list.fetch(dialog.list.model.ids)[0].minutes == 250


def test_another_office_that_held_activities_has_its_own_people_and_its_own_name(window, dialog, qtbot):
    assert [dialog.office.itemText(n) for n in range(dialog.office.count())] == ["畅家巷社区", "杨家园社区"]
    dialog.office.setCurrentIndex(1)
    assert dialog.list.count.text() == "共 12 条"
    assert dialog.form.boxes["issuer"].text() == "酒泉路街道杨家园社区居民委员会"


@pytest.fixture
def crowd(window, page):
    """Forty more people with a document, who all swept the street on one morning."""
    with window.store.write("众人") as session:
        shift = Shift(activity_id=2, held_on=date(2021, 9, 10), starts=540, ends=660)
        people = [Person(name=f"居民{n:02}", id_type="护照", id_number=f"E{n:08}") for n in range(40)]
        session.add_all([shift, *people])
        session.flush()
        session.add_all(
            Service(shift_id=shift.id, person_id=one.id, state="到", arrived=540, left=660) for one in people
        )
    return page


def start_batch(crowd, qtbot, monkeypatch, path):
    """Choose the forty and let them be issued into a file, which takes a while."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    qtbot.mouseClick(crowd.add_button, LEFT)
    dialog = shown(crowd, IssueDialog)
    dialog.list.search.setText("居民")
    qtbot.waitUntil(lambda: dialog.list.count.text() == "共 40 条")
    qtbot.mouseClick(dialog.list.all_button, LEFT)
    assert dialog.go.text() == "出具 40 份"
    qtbot.mouseClick(dialog.go_file, LEFT)
    return dialog


def test_a_batch_that_is_stopped_leaves_neither_certificates_nor_a_file(window, crowd, qtbot, monkeypatch, tmp_path):
    with closing(Database(window.store.database.place)) as other, other.write("别处正在保存"):  # the batch waits for it
        dialog = start_batch(crowd, qtbot, monkeypatch, tmp_path / "一批.pdf")
        qtbot.waitUntil(lambda: "出具 40 份服务证明" in [task.windowTitle() for task in window.findChildren(Task)])
        assert not dialog.isEnabled()
        next(task for task in window.findChildren(Task) if task.windowTitle() == "出具 40 份服务证明").cancel()
    qtbot.waitUntil(dialog.isEnabled)
    assert certificates(window) == [SAMPLE]
    assert not list(tmp_path.glob("一批*"))
    assert len(dialog.list.table.selected_ids()) == 40  # to be gone on with


def test_a_batch_is_one_action_and_one_file_of_originals(window, crowd, qtbot, monkeypatch, tmp_path):
    dialog = start_batch(crowd, qtbot, monkeypatch, tmp_path / "一批")
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=60_000)
    texts = words_in(tmp_path / "一批.pdf")
    assert len(texts) == 40
    assert not any("补打" in text for text in texts)
    assert [printed for *_, printed, _ in certificates(window)[1:]] == [1] * 40
    assert last_action(window) == "出具 40 份服务证明"
    with pytest.raises(UserError, match="要留在登记簿里"):
        window.undo()
    assert len(certificates(window)) == 41


def print_to(window, qtbot, page, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    qtbot.mouseClick(page.print_button, LEFT)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=30_000)
    asked = shown(window, QDialog, "print_dialog")
    asked.printer.setCurrentIndex(asked.printer.findData(TO_FILE))
    qtbot.mouseClick(asked.go, LEFT)
    return words_in(path)


def test_the_second_printing_is_a_reprint_and_the_button_says_so(window, page, qtbot, monkeypatch, tmp_path):
    page.select(1)
    assert page.print_button.text() == "打印"
    assert "补打" not in print_to(window, qtbot, page, monkeypatch, tmp_path / "a.pdf")[0]
    qtbot.waitUntil(lambda: page.print_button.text() == "补打")
    with window.store.read() as session:
        noted = history.actions(session.connection())[0]
    assert (noted.kind, noted.label) == (history.PAPER, "打印志愿服务记录证明蒲桂棠〔2021〕志证1号")
    assert last_action(window) != noted.label  # no undo takes a paper back
    (text,) = print_to(window, qtbot, page, monkeypatch, tmp_path / "b.pdf")
    assert text.startswith(f"补打 {chinese_day(TODAY)}")
    assert certificates(window) == [(*SAMPLE[:3], 2, "有效")]


def test_a_revoked_certificate_stays_with_its_reason_and_is_printed_no_more(window, page, qtbot):
    page.select(1)
    qtbot.mouseClick(page.revoke_button, LEFT)
    ask = shown(page, QInputDialog, "revoke_dialog")
    ask.setTextValue("时长有误")
    qtbot.mouseClick(ask.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), LEFT)
    qtbot.waitUntil(lambda: certificates(window) == [(*SAMPLE[:4], "已撤销")])
    assert page.form.boxes["reason"].text() == "时长有误"
    assert not page.print_button.isEnabled()
    assert not page.revoke_button.isEnabled()
    assert last_action(window) == "撤销证明〔2021〕志证1号"
    window.undo()
    qtbot.waitUntil(page.print_button.isEnabled)


def test_from_the_ledger_of_services_a_certificate_is_asked_for_the_one_who_served(window, page, qtbot):
    window.go("services")
    ledger = window.page("services")
    with window.store.read() as session:
        number = session.scalars(select(Service.id).join(Person).where(Person.name == "雷昱川")).first()
    ledger.select(number)
    next(action for action in ledger.row_menu().actions() if action.text() == "为这个人出具证明……").trigger()
    dialog = shown(page, IssueDialog)
    assert dialog.summary.text() == "已选 1 人　出具 1 份，共 4小时10分"
    assert dialog.list.count.text() == "共 1 条"
    dialog.reject()


def test_an_office_without_certificates_is_told_how_to_begin(bare_window):
    bare_window.go("certificates")
    page = bare_window.page("certificates")
    assert not page.print_button.isEnabled()
    assert not page.revoke_button.isEnabled()
    page.add()
    dialog = shown(page, IssueDialog)
    assert dialog.list.count.text() == "共 0 条"
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_the_register_goes_out_as_a_workbook_and_to_the_public_without_names(window, page, tmp_path):
    path = tmp_path / "register.xlsx"
    report = report_named("certificates")
    with window.store.read() as session:
        assert report.name(session, Request()).startswith("酒泉路街道畅家巷社区服务证明登记簿")
        for audience in Audience:
            report.write(session, path, Request(audience=audience), no_progress)
            rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
            head = next(row for row in rows if "证明编号" in row)
            (row,) = [row for row in rows[rows.index(head) + 1 :] if isinstance(row[0], float)]
            text = "".join(str(cell) for line in rows for cell in line)
            assert row[head.index("证明编号")] == "〔2021〕志证1号"
            assert "62010219580315000X" not in text
            public = audience is Audience.PUBLIC
            assert row[head.index("姓名")] == ("蒲**" if public else "蒲桂棠")
            assert ("用途" in head) != public
            assert ("韩䶮生" in text) != public


def test_from_the_command_line_too_the_second_printing_is_a_reprint(models, tmp_path):
    data, path = models.file(tmp_path / "data", filled=True).parent, tmp_path / "证明.pdf"
    for expected in (False, True):
        assert linli(data, "export", "certificate", "--of", 1, "--out", path).returncode == 0
        assert ("补打" in words_in(path)[0]) == expected
    assert "导出志愿服务记录证明蒲桂棠〔2021〕志证1号" in linli_here(data, "history").stdout
    for words in (("--of", 1, "--audience", "public"), ("--of", 99)):
        refused = linli_here(data, "export", "certificate", *words, "--out", tmp_path / "no.pdf")
        assert refused.returncode == 1
        assert len(refused.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "no.pdf").exists()
    assert "没有做过可以撤销的步骤" in linli_here(data, "undo").stdout  # no undo takes a paper back
    database = Database(data / "linli.db")
    with database.read() as session:
        kept = session.get_one(Certificate, 1)
        assert kept.printed == 2
        assert Snapshot.from_text(kept.snapshot).name == "蒲桂棠"
        assert CERTIFICATE.name(session, Request(1)) == "志愿服务记录证明蒲桂棠〔2021〕志证1号"
    database.close()
