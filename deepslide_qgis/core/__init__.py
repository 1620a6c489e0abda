"""The vocabulary of the project: standard library only, imported by every other package."""
