"""The committee's pages, and the tab in which the term is chosen."""

from desktop.shell.pages import Page

TAB = "desktop.committee.tab:CommitteeTab"
PAGES = (
    Page("members", "成员", "committee", "desktop.committee.page:MemberPage"),
    Page("composition", "构成", "chart", "desktop.committee.composition:CompositionPage"),
    Page("terms", "届次", "term", "desktop.committee.page:TERM_LIST"),
)
