"""Imagery: where it comes from, how it is described, what the engine is asked to do with it."""
