"""Workbooks: written, laid out, read back."""
