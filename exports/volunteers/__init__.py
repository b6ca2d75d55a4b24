"""Volunteers: what exports/ holds of them."""
