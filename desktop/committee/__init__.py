"""The committee: its pages, and the tab in which a term is chosen for them."""

from desktop.shell.pages import Page

TAB = "desktop.committee.tab:CommitteeTab"
PAGES = (
    Page("members", "成员", "committee", "desktop.committee.page:MemberPage"),
    Page("composition", "构成", "chart", "desktop.committee.composition:CompositionPage"),
    Page("terms", "届次", "term", "desktop.committee.page:TERM_LIST"),
)
