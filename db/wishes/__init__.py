"""Wishes: what db/ holds of them."""
