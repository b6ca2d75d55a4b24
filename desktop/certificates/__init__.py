"""Certificates: what desktop/ holds of them."""
