"""People and organisations: their pages."""

from desktop.shell.pages import Page

PAGES = (Page("persons", "人员", "person"), Page("organisations", "单位", "organisation"))
