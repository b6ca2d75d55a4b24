"""Service certificates."""

# group of the menu: module: keys of its reports
REPORTS = {
    "志愿服务": {
        "report": (
            "certificate",
            "certificate_docx",
        ),
    },
}
TITLE = "志愿服务记录证明"
