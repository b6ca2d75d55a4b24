"""The pages of the micro-wishes, and the tab in which the round is chosen."""

from desktop.shell.pages import Page

TAB = "desktop.wishes.tab:WishesTab"
BOARD = Page("board", "看板", "wish", "desktop.wishes.board:WishBoard")
WISHES = Page("wishes", "心愿", "agenda", "desktop.wishes.page:WishPage")
CLAIMS = Page("claims", "认领", "check", "desktop.wishes.claims:ClaimPage")
ROUNDS = Page("wish_rounds", "轮次", "term", "desktop.wishes.page:RoundPage")
