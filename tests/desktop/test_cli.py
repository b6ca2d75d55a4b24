"""The command line as scripts use it: exit status, one sentence on standard error, files that open."""

import json
import os
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from openpyxl import Workbook, load_workbook

from db.activities.models import Activity
from db.database import Database
from db.subjects import listings
from tests.desktop.command_line import ROOT, linli, linli_here


@pytest.fixture
def data(models, tmp_path_factory):
    """A folder with the sample office."""
    return models.file(tmp_path_factory.mktemp("data"), filled=True).parent


def refused(done, word):
    assert done.returncode == 1
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_sample_goes_into_an_empty_folder_only(data):
    refused(linli_here(data, "sample"), "已经有数据")


def test_lists_name_themselves_and_their_rows(data):
    names = linli(data, "list").stdout.split()
    assert all(listing.key in names for listing in listings())
    rows = linli(data, "list", "members").stdout.splitlines()
    assert len(rows) == 1 + 15
    (found,) = json.loads(linli(data, "list", "members", "--find", "oyzx", "--json").stdout)
    assert (found["person"], found["begins"]) == ("欧阳知夏", "2021-08-30")
    refused(linli(data, "list", "nonsense"), "nonsense")


def test_exports_are_written_where_asked(data, tmp_path):
    for words in (("roster", "--of", 1), ("minutes", "--of", 1), ("members", "--audience", "public"), ("persons",)):
        path = tmp_path / f"{words[0]}{'.pdf' if words[0] == 'minutes' else '.xlsx'}"
        done = linli(data, "export", *words, "--out", path)
        assert done.returncode == 0, done.stderr
        assert path.stat().st_size > 3000


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("minutes", "--of", "99"), "没有这次会议"),
        (("roster", "--of", "99"), "99"),
        (("minutes", "--of", "1", "--audience", "public"), "公开"),
        (("nonsense",), "nonsense"),
    ],
)
def test_what_can_not_be_exported_says_why_and_leaves_no_file(data, tmp_path, words, word):
    path = tmp_path / "out"
    refused(linli_here(data, "export", *words, "--out", path), word)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said_to_be_so(data, tmp_path):
    refused(linli_here(data, "export", "persons", "--out", tmp_path / "no" / "p.xlsx"), "文件夹")


def test_wrong_usage_ends_with_2(data):
    assert linli(data, "explode").returncode == 2
    assert linli_here(data, "export", "persons").returncode == 2
    assert linli_here(data, "export", "persons", "--from", "2021-02-30", "--out", "x").returncode == 2


@pytest.mark.parametrize("count", ["0", "-5", "很多", "1000001", "1.5", ""])
def test_a_crowd_of_a_wrong_size_is_wrong_usage_and_makes_nothing(tmp_path, count):
    done = linli_here(tmp_path / "data", "sample", "--volunteers", count)
    assert done.returncode == 2
    assert "志愿者人数应是 1 到 1000000 的整数" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_crowd_is_made_and_called_out(tmp_path):
    data = tmp_path / "data"
    assert "另有 200 名虚构的志愿者" in linli(data, "sample", "--volunteers", "200").stdout
    assert len(linli_here(data, "list", "volunteers").stdout.splitlines()) == 1 + 18 + 200
    assert "数据完好" in linli_here(data, "check").stdout
    skills = json.loads(linli_here(data, "list", "dictionary", "--find", "快速救援", "--json").stdout)
    path = tmp_path / "c.xlsx"
    words = ("export", "callout", "--of", skills[0]["id"], "--from", "2024-08-07", "--out", path)
    assert linli_here(data, *words).returncode == 0
    assert path.stat().st_size > 3000
    refused(linli_here(data, "export", "callout", "--of", "1", "--out", path), "没有编号为 1")
    refused(linli_here(data, "export", "callout", "--audience", "public", "--out", path), "公开")


def test_a_sheet_is_planned_then_brought_in_then_taken_back(data, tmp_path):
    linli_here(data, "export", "persons", "--out", tmp_path / "p.xlsx")
    assert "相同 58 条" in linli(data, "import", "persons", tmp_path / "p.xlsx").stdout
    other = tmp_path / "other"
    assert "计划：新增 58 条" in linli_here(other, "import", "persons", tmp_path / "p.xlsx").stdout
    assert "已导入：新增 58 条" in linli(other, "import", "persons", tmp_path / "p.xlsx", "--apply").stdout
    assert len(linli_here(other, "list", "persons").stdout.splitlines()) == 59
    assert "已撤销" in linli_here(other, "undo").stdout
    assert len(linli_here(other, "list", "persons").stdout.splitlines()) == 1
    refused(linli_here(data, "import", "persons", tmp_path / "gone.xlsx"), "gone")


def test_check_history_backup_undo_and_restore(data, tmp_path):
    assert "数据完好" in linli(data, "check").stdout
    assert json.loads(linli(data, "history", "--json").stdout)[0]["label"] == "建立示例社区"
    assert "可以撤销的步骤" in linli(data, "undo").stdout
    assert linli(data, "backup", tmp_path / "copies").returncode == 0
    (copied,) = (tmp_path / "copies").glob("*.db")
    other = tmp_path / "other"
    assert linli(other, "restore", copied).returncode == 0
    assert linli_here(other, "list", "members").stdout == linli_here(data, "list", "members").stdout
    refused(linli_here(other, "restore", tmp_path / "gone.db"), "找不到")


def test_scans_are_attached_checked_and_moved_with_a_backup(data, tmp_path):
    scan, words = ROOT / "resources" / "sign_in_scan.jpg", tmp_path / "words.jpg"
    words.write_text("不是照片", "utf8")
    done = linli(data, "attach", "activities", 2, scan, words)
    assert (done.returncode, done.stdout) == (1, "已添加 1 个附件\n")
    assert done.stderr.startswith("“words.jpg”不是照片或扫描件")
    (found,) = json.loads(linli_here(data, "list", "attachments", "--find", "sign_in", "--json").stdout)
    assert (found["name"], found["owner"]) == ("sign_in_scan.jpg", "活动：环境卫生与垃圾分类宣传")
    refused(linli_here(data, "attach", "persons", 1, scan), "不能带附件")
    refused(linli_here(data, "attach", "shifts", 99, scan), "没有编号为 99 的场次")
    linli_here(data, "backup", tmp_path / "copies")
    (copied,) = (tmp_path / "copies").glob("*.db")
    other = tmp_path / "other"
    linli_here(other, "restore", copied)
    assert "数据完好" in linli_here(other, "check").stdout
    next((other / "attachments").glob("??/*.jpg")).unlink()
    lost = linli_here(other, "check")
    assert lost.returncode == 1
    assert "附件“成立仪式签到表.jpg”（场次：杨家园" in lost.stderr
    assert "附件“sign_in_scan.jpg”（活动：环境卫生" in lost.stderr


def test_a_damaged_database_is_said_to_be_so(tmp_path):
    (tmp_path / "linli.db").write_bytes(b"no database" * 999)
    refused(linli_here(tmp_path, "check"), "损坏")


def test_a_password_from_the_surroundings_locks_and_unlocks(tmp_path):
    assert linli(tmp_path, "sample", LINLI_PASSWORD="秘").returncode == 0
    refused(linli(tmp_path, "list", "members"), "密码")
    assert "欧阳知夏" in linli(tmp_path, "list", "members", LINLI_PASSWORD="秘").stdout


@pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo-terminal to type the password into")
def test_at_a_terminal_the_password_is_asked_for_and_not_shown(tmp_path):
    import fcntl
    import pty
    import termios

    assert linli_here(tmp_path, "sample", LINLI_PASSWORD="secret").returncode == 0
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data", str(tmp_path), "list", "members"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "LINLI_PASSWORD"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    seen = b""
    while "密码：".encode() not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"secret\n")
    with suppress(OSError):  # the terminal is gone with the program
        while part := os.read(ours, 4096):
            seen += part
    os.close(ours)
    assert program.wait(20) == 0
    assert "欧阳知夏" in seen.decode()
    assert b"secret" not in seen


def test_wishes_are_listed_exported_planned_brought_in_and_taken_back(data, tmp_path):
    sheet = tmp_path / "wishes.xlsx"
    (found,) = json.loads(linli_here(data, "list", "wishes", "--find", "2021-1-008", "--json").stdout)
    assert (found["code"], found["state"], found["colour"]) == ("2021-1-008", "已认领", "红")
    assert linli_here(data, "export", "wishes", "--out", sheet).returncode == 0
    assert "相同 22 条" in linli_here(data, "import", "wishes", sheet).stdout
    ledger = tmp_path / "ledger.xlsx"
    book = Workbook()
    for row in (
        ["轮次", "心愿内容", "许愿人", "征集日期", "预计金额"],
        ["2021年第1轮", "想要一把伞", "时谦", "2021.8.27", "35元"],
        ["2021年第1轮", "想要一把伞", "宓采薇", "2021年8月27日", 40],
    ):
        book.worksheets[0].append(row)
    book.save(ledger)
    assert "计划：新增 2 条" in linli_here(data, "import", "wishes", ledger).stdout
    assert len(linli_here(data, "list", "wishes").stdout.splitlines()) == 1 + 22
    assert "已导入：新增 2 条" in linli(data, "import", "wishes", ledger, "--apply").stdout
    new = json.loads(linli_here(data, "list", "wishes", "--find", "一把伞", "--json").stdout)
    assert [(one["code"], one["cost"], one["state"]) for one in new] == [
        ("2021-1-021", 3500, "已征集"),
        ("2021-1-022", 4000, "已征集"),
    ]
    assert "已撤销：从“ledger.xlsx”导入微心愿" in linli_here(data, "undo").stdout
    assert len(linli_here(data, "list", "wishes").stdout.splitlines()) == 1 + 22
    assert "数据完好" in linli_here(data, "check").stdout


def test_of_people_in_hardship_nothing_is_made_for_the_public(data, tmp_path):
    for name in ("beneficiaries", "households", "consents", "visits"):
        assert linli_here(data, "export", name, "--out", tmp_path / f"{name}.xlsx").returncode == 0
        public = tmp_path / f"public-{name}.xlsx"
        refused(linli_here(data, "export", name, "--audience", "public", "--out", public), "公开")
        assert not public.exists()
    assert linli_here(data, "export", "wishes", "--audience", "public", "--out", tmp_path / "wall.xlsx").returncode == 0


def test_what_is_not_for_the_public_is_said_with_its_place_and_hidden_on_request(data, tmp_path):
    with closing(Database(data / "linli.db")) as database, database.write("地点") as session:
        session.get_one(Activity, 1).place = "畅家巷12号院2单元101瞿守拙家，患高血压"
    path = tmp_path / "a.xlsx"
    words = ("export", "activities", "--audience", "public", "--out", path)
    done = linli_here(data, *words)
    assert done.returncode == 1
    where = "写在活动“杨家园退役军人应急救援志愿服务队成立仪式”的地点"
    assert f"  困难对象的姓名“瞿守拙”，{where}\n" in done.stderr
    assert f"  困难对象的住址“畅家巷12号院2单元101”，{where}\n" in done.stderr
    kept = linli_here(data, *words, "--keep", "瞿守拙")
    assert "瞿守拙" not in kept.stderr
    assert "困难原因“高血压”" in kept.stderr
    assert not path.exists()
    assert linli_here(data, *words, "--keep", "瞿守拙", "--hide").returncode == 0
    cells = [cell for row in load_workbook(path).worksheets[0].values for cell in row]
    assert "●●●瞿守拙家，患●●●" in cells
