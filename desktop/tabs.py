"""The tabs of the main window and the pages in them, in the order in which they are shown.

A page is added by its name here; all else it says in its subject's package (`desktop/<subject>/__init__.py`).
"""

from desktop import (
    activities,
    certificates,
    chronicle,
    committee,
    hardship,
    home,
    hours,
    meetings,
    office,
    people,
    sales,
    teams,
    volunteers,
    wishes,
)
from desktop.shell.pages import Tab

TABS = (
    Tab("home", "首页", "home", (), home.TAB),
    Tab(
        "committee",
        "社工委",
        "committee",
        (*committee.PAGES, *people.PAGES, *office.PAGES, *chronicle.PAGES),
        committee.TAB,
    ),
    Tab("meetings", "会议", "meeting", meetings.PAGES),
    Tab(
        "volunteers",
        "志愿服务队",
        "team",
        (
            *teams.PAGES,
            activities.ACTIVITIES,
            *volunteers.PAGES,
            activities.SERVICES,
            activities.AMENDMENTS,
            *hours.PAGES,
            *certificates.PAGES,
            *sales.PAGES,
        ),
    ),
    Tab(
        "wishes",
        "微心愿",
        "wish",
        (wishes.BOARD, wishes.WISHES, wishes.CLAIMS, *hardship.PAGES, wishes.ROUNDS),
        wishes.TAB,
    ),
)
