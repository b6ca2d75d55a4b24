"""The office and those above and below it: their page."""

from desktop.shell.pages import Page

PAGES = (Page("offices", "机构与网格", "office"),)
