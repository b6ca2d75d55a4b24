"""What is done with files that are to be attached: they are looked through, put in their place and stored as rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from db.attachments import file_store
from db.attachments.file_store import Source, Take, Taken
from db.attachments.models import Attachment
from db.core.errors import UserError
from db.core.work import Tick


def attach(session: Session, folder: Path, owner: str, number: int, taken: Taken) -> Attachment:
    """Put a file in its place and store the row that names it: in this order, so that no row names what isn't there.

    The file is attached to the row with this number of the table `owner`. Raises UserError where the file can't be
    put in its place.
    """
    file_store.place(folder, taken)
    row = Attachment(
        owner=owner,
        owner_id=number,
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        taken_on=taken.look.taken_on,
    )
    session.add(row)
    return row


def take_all(take: Take, sources: Sequence[Source], tick: Tick) -> tuple[list[Taken], list[str]]:
    """The files that can be attached, each content once, and the sentences about the others."""
    fit: dict[str, Taken] = {}
    refused: list[str] = []
    for place, source in enumerate(sources):

        def part(done: int, size: int, place: int = place) -> None:
            tick(place * 100 + done * 100 // max(1, size), len(sources) * 100)

        try:
            taken = take(source, part)
        except UserError as error:
            refused.append(str(error))
            continue
        if fit.setdefault(taken.sha256, taken) is not taken:
            refused.append(f"“{taken.name}”与“{fit[taken.sha256].name}”是同一个文件，只加了一次")
    return list(fit.values()), refused


def mended(folder: Path, taken: Taken) -> str:
    """What to say of a file that is attached already; one that was lost or damaged since is mended by it.

    Raises UserError where it can't be.
    """
    if file_store.place(folder, taken):
        return f"“{taken.name}”原来就有，它缺损的文件已经补好"
    return f"“{taken.name}”已经添加过，不用再加一次"
