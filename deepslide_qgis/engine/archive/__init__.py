"""Imagery from archives: search, selection, and reading of the area."""
