"""Meetings: what desktop/ holds of them."""
