"""Meetings: what db/ holds of them."""
