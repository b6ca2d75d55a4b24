"""Reusable Qt parts; they know fields, not data."""
