"""The page of the volunteer teams."""

from desktop.shell.pages import Page

PAGES = (Page("teams", "队伍", "team", "desktop.teams.page:TeamPage"),)
