"""Volunteers: what db/ holds of them."""
