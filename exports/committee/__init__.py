"""Papers and sheets of the committee."""

# group of the menu: module: keys of its reports
REPORTS = {
    "社工委": {
        "roster": ("roster",),
        "contacts": (
            "contacts",
            "contacts_docx",
        ),
    },
}
