"""The page of the charity sales."""

from desktop.shell.pages import Page

PAGES = (Page("sales", "义卖", "sale", "desktop.sales.page:SalePage"),)
