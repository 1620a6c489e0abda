"""Layers that are read and written, whole or not at all, and how they look in the project."""
