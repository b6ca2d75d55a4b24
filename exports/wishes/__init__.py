"""Wishes: what exports/ holds of them."""
