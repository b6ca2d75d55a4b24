"""The pages of the meetings."""

from desktop.shell.pages import Page, SettingsPage

MINUTES = SettingsPage("会议纪要", "desktop.meetings.minutes_preview:LatestMinutes")
PAGES = (
    Page("meetings", "会议", "meeting", "desktop.meetings.page:MeetingPage", settings=(MINUTES,)),
    Page("tasks", "任务", "check", "desktop.meetings.tasks:TASK_LIST"),
    Page("deliberations", "协商", "agenda", "desktop.meetings.deliberations:DeliberationPage"),
    Page("turnout", "出勤", "attendance", "desktop.meetings.turnout:TurnoutPage"),
)
