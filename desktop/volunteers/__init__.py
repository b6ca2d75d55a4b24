"""Volunteers, and whom to call: their pages."""

from desktop.shell.pages import Page

PAGES = (
    Page("volunteers", "志愿者", "person", "desktop.volunteers.page:VolunteerPage"),
    Page("callout", "召集", "attendance", "desktop.volunteers.callout:CalloutPage"),
)
