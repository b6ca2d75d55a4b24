"""Papers and sheets: every report there is, in the order a person would look for them."""

from __future__ import annotations

from itertools import chain

from db.errors import UserError
from db.subjects import LISTINGS
from exports.appeal import APPEAL, APPEAL_DOCX
from exports.callout import CALLOUT
from exports.certificate import CERTIFICATE
from exports.claim_papers import CLAIM_FORM, CLAIM_RECEIPT
from exports.deliberation import RESULT
from exports.hours import HOURS
from exports.listing_report import report_for
from exports.minutes import APPROVED, MINUTES, MINUTES_DOCX
from exports.notice import NOTICE, NOTICE_DOCX, NOTICE_TEXT
from exports.reports import Report
from exports.roster import ROSTER
from exports.sale_public import SALE_PUBLIC
from exports.shift_sign_in import SHIFT_SIGN_IN
from exports.sign_in import SIGN_IN
from exports.turnout import TURNOUT
from exports.wish_cards import WISH_CARDS
from exports.wish_poster import WISH_POSTER
from exports.wish_public import WISH_PUBLIC
from exports.wish_sheets import WISH_LEDGER, WISH_PUBLIC_LIST, WISH_REGISTER, WISH_SUMMARY

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
    return [(report.key, report.title) for report in (*REPORTS, *map(report_for, LISTINGS))]


def report_named(key: str) -> Report:
    """A report, or any listing as a workbook; raises UserError where there is none such."""
    for report in REPORTS:
        if report.key == key:
            return report
    for listing in LISTINGS:
        if listing.key == key:
            return report_for(listing)
    possible = "、".join(key for key, _title in names())
    raise UserError(f"没有名为“{key}”的文件；可以导出的有：{possible}")
