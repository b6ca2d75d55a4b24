"""Papers and sheets of micro-wishes."""

# group of the menu: module: keys of its reports
REPORTS = {
    "微心愿": {
        "cards": ("wish_cards",),
        "poster": ("wish_poster", "wish_poster_a4"),
        "claim_papers": (
            "claim_form",
            "claim_form_docx",
            "claim_receipt",
            "claim_receipt_docx",
        ),
        "publication": (
            "wish_public",
            "wish_public_docx",
        ),
        "sheets": ("wish_public_list",),
    },
    "微心愿台账": {
        "sheets": (
            "wish_ledger",
            "wish_register",
            "wish_summary",
        ),
    },
}
