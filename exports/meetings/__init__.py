"""Papers and sheets of meetings and deliberations."""

# group of the menu: module: keys of its reports
REPORTS = {
    "社工委": {
        "turnout": ("turnout",),
    },
    "会议": {
        "notice": (
            "notice",
            "notice_docx",
            "notice_text",
        ),
        "sign_in": (
            "sign_in",
            "sign_in_docx",
        ),
        "transcript": (
            "agenda_paper",
            "agenda_paper_docx",
            "transcript",
            "transcript_docx",
        ),
        "name_cards": ("name_cards",),
        "minutes": (
            "minutes",
            "minutes_docx",
            "approved",
        ),
        "deliberation": (
            "deliberation_result",
            "deliberation_result_docx",
        ),
    },
}
