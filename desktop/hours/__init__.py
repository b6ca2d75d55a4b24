"""The pages of the hours of service and of the rankings."""

from desktop.shell.pages import Page, SettingsPage

STARS = SettingsPage("星级标准", "desktop.hours.stars:STAR_LIST")
PAGES = (
    Page("hours", "时长", "chart", "desktop.hours.page:HoursPage", settings=(STARS,)),
    Page("rankings", "排行", "star", "desktop.hours.rankings:RankingPage"),
)
