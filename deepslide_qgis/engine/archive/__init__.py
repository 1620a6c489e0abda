"""Imagery from archives: searched, chosen, and read as far as the area goes."""
