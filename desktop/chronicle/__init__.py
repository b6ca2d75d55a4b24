"""The chronicle: its page."""

from desktop.shell.pages import Page

PAGES = (Page("chronicle", "大事记", "calendar", "desktop.chronicle.page:ChroniclePage"),)
