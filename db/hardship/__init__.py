"""Hardship: what db/ holds of them."""
