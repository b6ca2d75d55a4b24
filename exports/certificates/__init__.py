"""Certificates: what exports/ holds of them."""
