"""Labelled data: what is read from where, how tiles are drawn from it, and how it becomes network input."""
