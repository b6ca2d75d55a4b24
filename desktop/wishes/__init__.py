"""Wishes: what desktop/ holds of them."""
