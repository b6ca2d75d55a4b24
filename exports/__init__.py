"""Papers and sheets. Each subject lists its reports in its package; a report is imported when it is asked for.

Nothing is loaded with the package: the child process that reads a workbook needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.reports import Report

NAMES = (
    "committee",
    "meetings",
    "chronicle",
    "teams",
    "volunteers",
    "activities",
    "certificates",
    "sales",
    "wishes",
    "hours",
)  # the subjects that have reports, in the order of the menu


def _declared() -> Iterator[tuple[str, str, str]]:
    """Group of the menu, module and key of every report; no report is imported for this."""
    for name in NAMES:
        for group, modules in import_module(f"exports.{name}").REPORTS.items():
            for module, keys in modules.items():
                yield from ((group, f"exports.{name}.{module}", key) for key in keys)


@cache
def groups() -> dict[str, tuple[Report, ...]]:
    """The reports by the groups of the menu; the Word file of a paper is chosen where the paper is exported."""
    grouped: dict[str, tuple[Report, ...]] = {}
    found = [(group, _report(module, key)) for group, module, key in _declared()]
    twins = [report.word.key for _group, report in found if report.word]
    for group, report in found:
        if report.key not in twins:
            grouped[group] = (*grouped.get(group, ()), report)
    return grouped


@cache
def all_reports() -> tuple[Report, ...]:
    return tuple(_report(module, key) for _group, module, key in _declared())


def names() -> list[tuple[str, str]]:
    """Key and title of every report, and of every listing, which is written as a workbook."""
    from db.subjects import listing_keys

    return [(report.key, report.title) for report in (*all_reports(), *map(report_named, listing_keys()))]


@cache
def report_named(key: str) -> Report:
    """The report with this key, or the workbook of the listing with this key.

    Raises UserError where no report and no listing has the key.
    """
    from db.core.errors import UserError
    from db.subjects import listing_keys, listing_named
    from exports.sheet.listing_report import report_for

    for _group, module, known in _declared():
        if known == key:
            return _report(module, key)
    if key in listing_keys():
        return report_for(listing_named(key))
    possible = "、".join(key for key, _title in names())
    raise UserError(f"没有名为“{key}”的文件；可以导出的有：{possible}")


def _report(module: str, key: str) -> Report:
    return next(report for report in import_module(module).REPORTS if report.key == key)
