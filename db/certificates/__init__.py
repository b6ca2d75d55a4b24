"""Certificates: what db/ holds of them."""
