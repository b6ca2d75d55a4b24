"""The pages of the volunteers and of the call-out list."""

from desktop.shell.pages import Page

PAGES = (
    Page("volunteers", "志愿者", "person", "desktop.volunteers.page:VolunteerPage"),
    Page("callout", "召集", "attendance", "desktop.volunteers.callout:CalloutPage"),
)
