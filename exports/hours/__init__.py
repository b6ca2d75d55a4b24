"""Sheets of service hours."""

# group of the menu: module: keys of its reports, one for each grouping of the hours
BY = ("person", "team", "kind", "function", "activity", "month", "term", "team_month")
REPORTS = {"服务时长": {"workbook": tuple(f"hours_{by}" for by in BY)}}
