"""Algorithms on a finished review: export to an inventory, and to training labels."""
