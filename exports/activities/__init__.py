"""Papers of activities."""

# group of the menu: module: keys of its reports
REPORTS = {
    "志愿服务": {
        "sign_in": (
            "shift_sign_in",
            "shift_sign_in_docx",
        ),
    },
}
