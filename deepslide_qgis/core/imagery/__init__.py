"""Imagery: its archives, its metadata, and the engine's requests for it."""
