"""The pages of the activities, of the services, and of the amendments."""

from desktop.shell.pages import Page

ACTIVITIES = Page("activities", "活动", "calendar", "desktop.activities.page:ActivityPage")
SERVICES = Page("services", "服务记录", "history", "desktop.activities.services:ALL_SERVICES")
AMENDMENTS = Page("amendments", "补录", "edit", "desktop.activities.amendments:AmendmentPage")
