"""Attachments: what db/ holds of them."""
