"""The commands that look after the data: check, sign, back up, restore, salvage."""

from __future__ import annotations

import sys

from db.core.errors import UnlikeError, UserError
from desktop.cli_base import Arguments, open_data, password_of, say
from desktop.shell.paths import data_folder


def check(arguments: Arguments) -> int:
    from db.check import check as check_data

    with open_data(arguments) as database:
        sound, wrong = check_data(database)
        if arguments.against:
            from db.signed_head import differences

            different = differences(database, arguments.against)
            wrong += different
            sound += [] if different else [f"历史记录同凭证“{arguments.against.name}”一致"]
    say("\n".join(sound))
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return 1
    say("数据完好。")
    return 0


def head(arguments: Arguments) -> None:
    from db.signed_head import export
    from exports.atomic import whole_file

    with open_data(arguments) as database:
        content = export(database)
    with whole_file(arguments.out) as file:
        file.write(content)
    say(f"已写好 {arguments.out}")


def backup(arguments: Arguments) -> None:
    from db.backup import backup as back_up

    with open_data(arguments) as database:
        say(f"已备份到 {back_up(database, arguments.folder)}")


def restore(arguments: Arguments) -> None:
    from db.backup import restore as restore_file

    if arguments.database:
        raise UserError("数据在数据库服务器上，请管理员用 PostgreSQL 自带的 pg_restore 恢复")
    word = password_of(arguments.file)
    try:
        kept = restore_file(arguments.file, data_folder(arguments.data), word, anyway=arguments.anyway)
    except UnlikeError as error:
        raise UserError(f"{error}。确实要用它，请加 --anyway") from error
    say("已恢复。" + (f"原来的数据另存为 {kept}" if kept else ""))


def salvage(arguments: Arguments) -> None:
    from db.salvage import salvage as salvage_file
    from db.storage.sqlite_driver import FILE

    damaged = arguments.file or data_folder(arguments.data) / FILE
    made = salvage_file(damaged, arguments.out, password_of(damaged))
    say("\n".join(made.sentences()))
    say(f"已写好 {made.file}；核对无误后，可用 restore 恢复它")
