"""The sample office: a small real-looking community, made through the same listings as everything else."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sqlalchemy import select

from db.core.errors import UserError
from db.core.work import Tick, no_progress
from db.database import Database
from db.office.models import Office
from db.subjects import SUBJECTS, every

MOST_VOLUNTEERS = 1_000_000
HERE = Path(__file__).parent


def fill(database: Database, tick: Tick = no_progress, *, volunteers: int = 0) -> None:
    """Fill an empty database with the sample office and so many more volunteers, as one action.

    Raises UserError where the database holds an office already.
    """
    label = f"建立示例社区和 {volunteers} 名志愿者" if volunteers else "建立示例社区"
    with database.write(label, kind="system") as session:
        if session.scalar(select(Office.id).limit(1)):
            raise UserError("这里已经有数据；示例社区只能建在空的数据文件夹里，请换一个文件夹")
        subjects = [subject for subject in SUBJECTS if "sample" in subject.parts]
        for done, subject in enumerate(subjects, start=1):
            rows = tomllib.loads((HERE / subject.key / "sample.toml").read_text("utf8"))
            subject.part("sample", "fill")(session, rows, database.folder)
            session.flush()
            tick(done, len(subjects))
        for add in every("crowd", "add") if volunteers else ():
            add(session, volunteers, tick)
