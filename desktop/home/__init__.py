"""The home page: where everything stands today."""

TAB = "desktop.home.tab:HomeTab"
