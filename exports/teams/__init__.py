"""Papers of volunteer teams."""

# group of the menu: module: keys of its reports
REPORTS = {
    "志愿服务": {
        "appeal": (
            "appeal",
            "appeal_docx",
        ),
    },
}
