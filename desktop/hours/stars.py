"""The list of star scales, by which hours become stars, in the settings."""

from __future__ import annotations

from db.hours.stars import STAR_SCALES
from desktop.shell.list_view import ListView

STAR_LIST = ListView(STAR_SCALES, sizes=(640, 360))
