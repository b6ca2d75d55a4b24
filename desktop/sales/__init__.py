"""Charity sales: their page."""

from desktop.shell.pages import Page

PAGES = (Page("sales", "义卖", "sale", "desktop.sales.page:SalePage"),)
