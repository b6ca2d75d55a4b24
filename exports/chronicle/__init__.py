"""The chronicle on paper."""

# group of the menu: module: keys of its reports
REPORTS = {"社工委": {"paper": ("chronicle_paper", "chronicle_paper_docx")}}
