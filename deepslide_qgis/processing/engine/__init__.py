"""Algorithms to set up and check the engine, and the call of the engine from algorithms."""
