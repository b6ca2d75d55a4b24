"""The publication of charity sales."""

# group of the menu: module: keys of its reports
REPORTS = {
    "志愿服务": {
        "publication": (
            "sale_public",
            "sale_public_docx",
        ),
    },
}
