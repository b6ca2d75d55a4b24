"""Volunteers: what desktop/ holds of them."""
