"""The pages of the people in hardship and of the visits to them."""

from desktop.shell.pages import Page

PAGES = (
    Page("beneficiaries", "帮扶对象", "person", "desktop.hardship.page:BeneficiaryPage"),
    Page("visits", "走访", "home", "desktop.hardship.page:VisitPage"),
)
