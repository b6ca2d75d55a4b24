"""A look at a workbook's package before the reader opens it: what is none, or is locked, gets its own sentence."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from db.core.errors import UserError
from db.core.regular_file import regular_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = 1  # flag of a member that has a password (APPNOTE 4.4.4)


def check_package(path: Path) -> None:
    """Raises UserError where the file is no workbook or can't be opened."""
    try:
        _check_beginning(path)
        with ZipFile(path) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise UserError(f"“{path.name}”不是 Excel 工作簿（.xlsx），请另选文件")
            if any(member.flag_bits & LOCKED for member in package.infolist()):
                raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次")
    except (BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise UserError(f"“{path.name}”已损坏，无法读取；请用表格软件打开它另存一份，再试一次") from error
    except FileNotFoundError as error:
        raise UserError(f"找不到“{path.name}”，请核对文件的位置") from error
    except OSError as error:
        raise UserError(f"读不了“{path.name}”（{error.strerror or error}）；请关闭正在使用它的程序再试") from error


def _check_beginning(path: Path) -> None:
    with regular_file(path).open("rb") as file:
        beginning = file.read(len(OLE))
        if not beginning:
            raise UserError(f"“{path.name}”是空文件，里面没有表格")
        if beginning == OLE:
            if "EncryptedPackage".encode("utf-16-le") in file.read():
                raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次")
            raise UserError(f"“{path.name}”是旧格式（.xls），请用表格软件另存为 .xlsx，再试一次")
        if not beginning.startswith(b"PK"):
            raise UserError(f"“{path.name}”不是 Excel 工作簿（.xlsx），请另选文件")
