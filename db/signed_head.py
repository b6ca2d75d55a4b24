"""The head of the history, signed: whoever keeps the file can prove later that the history was not written anew.

The signature is of Ed25519 (RFC 8032) over the other values as JSON with sorted keys. The key is made with the first
export and stays in the data folder; its public half is in the file.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from db.core.errors import UserError
from db.core.regular_file import regular_file
from db.database import Database
from db.office.listings import full_name, our_office
from db.storage import heads
from db.storage.heads import Head

KEY = "signing.key"
PROGRAM = "linli"
LONGEST = 10_000  # bytes of such a file


def export(database: Database) -> bytes:
    """The content of the file. Raises UserError where the history is empty or the key can't be kept."""
    with database.read() as session:
        found, office = heads.head(session.connection()), full_name(session, our_office(session))
    if found is None:
        raise UserError("历史记录还是空的，没有什么可以作凭证")
    key = _key(database.folder)
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    values = {"program": PROGRAM, "office": office, "number": found.number, "hash": found.hash, "at": found.at}
    values |= {"key": public}
    signed = values | {"signature": b64encode(key.sign(_bytes(values))).decode()}
    return (json.dumps(signed, ensure_ascii=False, indent=1) + "\n").encode()


def differences(database: Database, file: Path) -> list[str]:
    """What of today's history is not as the file says, in sentences. Raises UserError where it is no such file."""
    values = _read(file)
    with database.read() as session:
        found = list(_compared(session.connection(), values, file))
    if _public(database.folder) not in (None, values["key"]):
        found.append(f"“{file.name}”不是用这份数据的钥匙签的，是别的单位的，或者钥匙换过")
    return found


def _compared(connection: Connection, values: dict[str, Any], file: Path) -> Iterator[str]:
    said = Head(values["number"], values["hash"], values["at"])
    if heads.broken(connection, [[said]]):
        yield heads.sentence(connection, said, f"凭证“{file.name}”")


def _read(file: Path) -> dict[str, Any]:
    try:
        with regular_file(file).open("rb") as source:
            values = json.loads(source.read(LONGEST))
        signature, key = (
            b64decode(values.pop("signature")),
            Ed25519PublicKey.from_public_bytes(b64decode(values["key"])),
        )
        if values["program"] != PROGRAM or not isinstance(values["number"], int):
            raise ValueError
        if not isinstance(values["hash"], str) or not isinstance(values["at"], str):
            raise ValueError
    except FileNotFoundError as error:
        raise UserError(f"找不到凭证“{file.name}”，请核对路径") from error
    except OSError as error:
        raise UserError(f"凭证“{file.name}”读不出来（{error.strerror}）") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"“{file.name}”不是历史记录的凭证，请换一个文件") from error
    try:
        key.verify(signature, _bytes(values))
    except InvalidSignature as error:
        raise UserError(f"凭证“{file.name}”被改动过，签名不对，不能用来核对") from error
    return values


def _bytes(values: dict[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, ensure_ascii=False).encode("utf8", "surrogatepass")


def _key(folder: Path) -> Ed25519PrivateKey:
    """The key of this data folder, made where there is none yet."""
    path = folder / KEY
    try:
        with suppress(FileNotFoundError):
            return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        key = Ed25519PrivateKey.generate()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(f"签名的钥匙“{KEY}”不能使用（{error.strerror}），请检查数据文件夹的权限") from error
    except ValueError as error:
        raise UserError(f"签名的钥匙“{KEY}”已损坏；从前的凭证仍可核对，要写新的，请先把它移走") from error
    return key


def _public(folder: Path) -> str | None:
    """The public half of the key of this data folder; None where there is no key that can be read."""
    try:
        key = Ed25519PrivateKey.from_private_bytes((folder / KEY).read_bytes())
    except (OSError, ValueError):
        return None
    return b64encode(key.public_key().public_bytes_raw()).decode()
