"""Widgets of the review dock; the review itself is in ``gui.review``."""
