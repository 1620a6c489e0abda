"""Algorithms on model packs: install, list, update, remove, show, save, set default."""
