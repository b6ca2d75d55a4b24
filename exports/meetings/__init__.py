"""Meetings: what exports/ holds of them."""
