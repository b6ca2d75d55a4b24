"""Hardship: what desktop/ holds of them."""
