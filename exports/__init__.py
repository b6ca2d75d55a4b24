"""Papers and sheets: every report there is, in the order a person would look for them."""

from __future__ import annotations

from itertools import chain

from db.core.errors import UserError
from db.subjects import listings
from exports.activities.sign_in import SHIFT_SIGN_IN
from exports.certificates.report import CERTIFICATE
from exports.committee.roster import ROSTER
from exports.hours.workbook import HOURS
from exports.meetings.deliberation import RESULT
from exports.meetings.minutes import APPROVED, MINUTES, MINUTES_DOCX
from exports.meetings.notice import NOTICE, NOTICE_DOCX, NOTICE_TEXT
from exports.meetings.sign_in import SIGN_IN
from exports.meetings.turnout import TURNOUT
from exports.reports import Report
from exports.sales.publication import SALE_PUBLIC
from exports.sheet.listing_report import report_for
from exports.teams.appeal import APPEAL, APPEAL_DOCX
from exports.volunteers.callout import CALLOUT
from exports.wishes.cards import WISH_CARDS
from exports.wishes.claim_papers import CLAIM_FORM, CLAIM_RECEIPT
from exports.wishes.poster import WISH_POSTER
from exports.wishes.publication import WISH_PUBLIC
from exports.wishes.sheets import WISH_LEDGER, WISH_PUBLIC_LIST, WISH_REGISTER, WISH_SUMMARY

GROUPS = (
    ("社工委", (ROSTER, TURNOUT)),
    ("会议", (NOTICE, NOTICE_DOCX, NOTICE_TEXT, SIGN_IN, MINUTES, MINUTES_DOCX, APPROVED, RESULT)),
    ("志愿服务", (APPEAL, APPEAL_DOCX, CALLOUT, SHIFT_SIGN_IN, CERTIFICATE, SALE_PUBLIC)),
    ("微心愿", (WISH_CARDS, WISH_POSTER, CLAIM_FORM, CLAIM_RECEIPT, WISH_PUBLIC, WISH_PUBLIC_LIST)),
    ("微心愿台账", (WISH_LEDGER, WISH_REGISTER, WISH_SUMMARY)),
    ("服务时长", HOURS),
)  # as the menu has them
REPORTS = tuple(chain.from_iterable(group for _title, group in GROUPS))


def names() -> list[tuple[str, str]]:
    """Key and title of everything that can be written."""
    return [(report.key, report.title) for report in (*REPORTS, *map(report_for, listings()))]


def report_named(key: str) -> Report:
    """A report, or any listing as a workbook; raises UserError where there is none such."""
    for report in REPORTS:
        if report.key == key:
            return report
    for listing in listings():
        if listing.key == key:
            return report_for(listing)
    possible = "、".join(key for key, _title in names())
    raise UserError(f"没有名为“{key}”的文件；可以导出的有：{possible}")
