"""The command line: the same listings and reports from a shell. Never loads Qt."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from db.core.errors import UserError
from desktop import cli_data
from desktop.cli_base import Arguments, open_data, say
from desktop.shell.paths import data_folder


def _day(text: str) -> date:
    from db.core.kinds import parse_day

    try:
        return parse_day(text)
    except Exception as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是编号")
    return int(text)


def _crowd(text: str) -> int:
    from db.sample import MOST_VOLUNTEERS

    if not re.fullmatch(r"[0-9]{1,18}", text) or not 1 <= int(text) <= MOST_VOLUNTEERS:
        raise argparse.ArgumentTypeError(f"“{text}”不行，志愿者人数应是 1 到 {MOST_VOLUNTEERS} 的整数")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="linli", description="邻里社工委工作台。不带命令时打开窗口。")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="数据文件夹（数据库、附件、备份、设置），默认在用户目录下"
    )
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="服务器上的 PostgreSQL 数据库，如 postgresql+psycopg://用户@服务器/数据库；密码用环境变量 LINLI_PASSWORD",
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")

    def command(name: str, does: str, run: Callable[[Arguments], int | None]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=does, description=does)
        made.set_defaults(run=run)
        return made

    _data(command)
    _care(command)
    return parser


def _data(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that bring data in and out."""
    sample = command("sample", "在空的数据文件夹里建立示例社区", _sample)
    sample.add_argument(
        "--volunteers", type=_crowd, default=0, metavar="N", help="再加 N 名虚构的志愿者和他们三年的服务记录"
    )
    listing = command("list", "列出一张表的记录；不写表名时列出所有表", _list)
    listing.add_argument("listing", nargs="?", metavar="LISTING", help="表名，如 members")
    listing.add_argument("--find", default="", metavar="TEXT", help="姓名、拼音、首字母或电话的一部分")
    listing.add_argument("--json", action="store_true", help="输出 JSON")
    export = command("export", "导出一张表或一份文件；不写名称时列出所有可导出的", _export)
    export.add_argument("report", nargs="?", metavar="REPORT", help="如 roster、minutes、members")
    export.add_argument("--of", type=_number, metavar="ID", help="针对哪一条记录（届次或会议的编号）")
    export.add_argument("--audience", choices=("internal", "report", "public"), default="internal", help="给谁看")
    export.add_argument("--from", dest="first", type=_day, metavar="DATE", help="从哪一天")
    export.add_argument("--to", dest="last", type=_day, metavar="DATE", help="到哪一天")
    export.add_argument("--columns", type=_names, default=(), metavar="列名", help="只要这些列，如 姓名、性别")
    export.add_argument("--hide", action="store_true", help="公开版里不该公开的内容，遮住后照样写")
    export.add_argument("--keep", action="append", default=[], metavar="WORD", help="公开版里这个词不遮（可写多次）")
    export.add_argument("--out", type=Path, metavar="FILE", help="写到哪个文件")
    bring = command("import", "从 Excel 导入一张表；不加 --apply 只说会怎样", _import)
    bring.add_argument("listing", metavar="LISTING")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--of", type=_number, metavar="ID", help="导入到哪一条记录之下（届次或会议的编号）")
    bring.add_argument("--apply", action="store_true", help="真的导入")
    bring.add_argument(
        "--empty", action="append", default=[], metavar="列名", help="这一列的空格子清空原有的内容；不写就保留"
    )
    bring.add_argument("--json", action="store_true", help="输出 JSON")
    attach = command("attach", "给一条记录添加照片或扫描件", _attach)
    attach.add_argument("listing", metavar="LISTING", help="表名，如 activities、shifts")
    attach.add_argument("of", type=_number, metavar="ID", help="哪一条记录的编号")
    attach.add_argument("files", type=Path, nargs="+", metavar="FILE", help="照片或扫描件")


def _care(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that take steps back and look after the data."""
    undo = command("undo", "撤销自己的最后一步，或历史记录里的某一步", _undo)
    undo.add_argument("of", type=_number, nargs="?", metavar="ID", help="历史记录里的编号")
    history = command("history", "列出历史记录", _history)
    history.add_argument("--json", action="store_true", help="输出 JSON")
    check = command("check", "检查数据是否完好", cli_data.check)
    check.add_argument("--against", type=Path, metavar="FILE", help="再同从前导出的历史凭证核对")
    head = command("head", "导出签了名的历史凭证：交给别人保管，以后可以核对历史记录有没有被改写", cli_data.head)
    head.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    backup = command("backup", "备份", cli_data.backup)
    backup.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="备份到哪个文件夹")
    restore = command("restore", "从备份恢复；现有数据另存一份", cli_data.restore)
    restore.add_argument("file", type=Path, metavar="FILE")
    salvage = command("salvage", "把损坏的数据里还读得出来的写进一份新的", cli_data.salvage)
    salvage.add_argument("file", type=Path, nargs="?", metavar="FILE", help="损坏的数据；不写就是数据文件夹里的")
    salvage.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    restore.add_argument("--anyway", action="store_true", help="备份是别的单位的、密码情况不同，也照样恢复")


def parse(argv: list[str]) -> Arguments:
    """Wrong usage ends the program with status 2."""
    return _parser().parse_args(argv)


def run(arguments: Arguments) -> int:
    """Do what the command says; raises UserError."""
    return arguments.run(arguments) or 0


def _sample(arguments: Arguments) -> None:
    from db import sample

    with open_data(arguments) as database:
        sample.fill(database, _progress, volunteers=arguments.volunteers)
    more = f"，另有 {arguments.volunteers} 名虚构的志愿者" if arguments.volunteers else ""
    say(f"已建立示例社区：酒泉路街道畅家巷社区{more}。")


def _progress(done: int, total: int) -> None:
    """How far long work is, to whoever looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} / {total}" if done < total else "\r\033[K")


def _list(arguments: Arguments) -> None:
    from db.access_log import note, shown_in
    from db.subjects import listing_named, listings

    if arguments.listing is None:
        for listing in listings():
            say(f"{listing.key}\t{listing.title}")
        return
    listing = listing_named(arguments.listing)
    with open_data(arguments) as database:
        find = arguments.find.encode("utf8", "replace").decode()
        with database.read() as session:
            rows, people = listing.fetch(session, listing.ids(session, find)), shown_in(session, listing, find)
        note(database, people, f"在命令行查看{listing.title}")
    if arguments.json:
        records = [{"id": row[0]} | {f.key: row[n] for n, f in enumerate(listing.fields, 1)} for row in rows]
        say(json.dumps(records, ensure_ascii=False, indent=1, default=str))
        return
    say("\t".join(["编号", *(f.title for f in listing.fields)]))
    for row in rows:
        cells = [f.text(row[n]).replace("\n", " ").replace("\t", " ") for n, f in enumerate(listing.fields, 1)]
        say("\t".join([str(row[0]), *cells]))


def _names(text: str) -> tuple[str, ...]:
    from db.core.kinds import split

    return split(text)


def _export(arguments: Arguments) -> int:
    from db.core.masking import Audience
    from db.core.work import no_progress
    from db.public_door import refused
    from exports import names, report_named
    from exports.atomic import whole_file
    from exports.reports import Request

    if arguments.report is None:
        for key, title in names():
            say(f"{key}\t{title}")
        return 0
    report = report_named(arguments.report)
    if arguments.out is None or not arguments.out.name:
        sys.stderr.write("linli export: 请用 --out 写明要写到哪个文件\n")
        return 2
    if arguments.out.resolve().parent == data_folder(arguments.data).resolve():
        raise UserError("不能写到数据文件夹里，那里放着数据库；请换一个文件夹")
    kept = tuple(arguments.keep)
    days = arguments.first, arguments.last
    request = Request(arguments.of, Audience(arguments.audience), *days, kept, arguments.columns)
    report.check(request)
    target = BytesIO() if report.is_public(request) else arguments.out
    with open_data(arguments) as database:
        report.ready(database)
        with database.read() as session:
            hidden = report.make(session, target, request, no_progress)
        if hidden and not arguments.hide:
            raise UserError(refused(hidden))
        if isinstance(target, BytesIO):
            with whole_file(arguments.out) as file:
                file.write(target.getvalue())
        report.finish(database, request)
    say(f"已写好 {arguments.out}")
    return 0


def _import(arguments: Arguments) -> int:
    from contextlib import ExitStack

    from db.core.base import key_of
    from db.importing import OUTCOME_TITLES, apply, plan
    from db.subjects import listing_named
    from exports.sheet.reading import read_workbook

    listing = listing_named(arguments.listing)
    belongs = listing.within is not None and key_of(listing.within.key)
    if belongs and arguments.of is None and not (belongs in listing.places and listing[belongs].set):
        raise UserError("请用 --of 写明导入到哪一条记录之下（届次或会议的编号）")
    titles = [f.title for f in listing.fields]
    if unknown := [title for title in arguments.empty if title not in titles]:
        raise UserError(f"{listing.title}里没有“{unknown[0]}”这一列，请核对 --empty")
    reading = read_workbook(arguments.file, titles)
    fixed = {listing.within.key: arguments.of} if arguments.of and listing.within is not None else {}
    with open_data(arguments) as database, ExitStack() as stack:
        label = f"从“{arguments.file.name}”导入{listing.title}"
        session = stack.enter_context(database.write(label) if arguments.apply else database.read())
        planned = plan(session, listing.of(arguments.of), reading.records, emptying=arguments.empty)
        wrong = [made for made in planned if made.outcome == "wrong"]
        if arguments.apply and not wrong:
            apply(session, listing, planned, **fixed)
    if arguments.json:
        said = [{"number": m.number, "outcome": m.outcome, "problems": m.problems} for m in planned]
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        counts = "，".join(
            f"{word} {sum(m.outcome == key for m in planned)} 条" for key, word in OUTCOME_TITLES.items()
        )
        say(f"{'已导入' if arguments.apply and not wrong else '计划'}：{counts}")
        if kept := sum(made.kept for made in planned):
            say(f"表里空着的 {kept} 格，原有的内容没有清空（要清空哪一列，请用 --empty 写明）")
        for sentence in reading.left_out:
            say(sentence)
    for made in wrong:
        sys.stderr.write(f"第 {made.number} 条：{'；'.join(made.problems)}\n")
    return 1 if wrong else 0


def _attach(arguments: Arguments) -> int:
    from db.attached import add
    from db.subjects import listing_named

    with open_data(arguments) as database:
        added = add(database, listing_named(arguments.listing), arguments.of, arguments.files)
    if added.numbers:
        say(f"已添加 {len(added.numbers)} 个附件")
    for sentence in added.refused:
        sys.stderr.write(f"{sentence}\n")
    return 1 if added.refused else 0


def _undo(arguments: Arguments) -> None:
    with open_data(arguments) as database:
        label = database.undo(arguments.of)
    say(f"已撤销：{label}" if label else "在这台电脑上没有做过可以撤销的步骤。")


def _history(arguments: Arguments) -> None:
    from dataclasses import asdict

    from db.storage import history

    with open_data(arguments) as database, database.read() as session:
        found = history.actions(session.connection())
    if arguments.json:
        say(json.dumps([asdict(action) for action in found], ensure_ascii=False, indent=1))
        return
    for action in found:
        say(f"{action.id}\t{action.local_time}\t{action.actor}\t{action.label}{'（已撤销）' if action.undone else ''}")
