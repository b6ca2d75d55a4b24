"""Attachments: what desktop/ holds of them."""
