"""The window and what every subject's pages are made of."""
