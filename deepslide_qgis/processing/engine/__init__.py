"""The engine: set up, checked and run from algorithms."""
