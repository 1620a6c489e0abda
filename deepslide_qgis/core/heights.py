"""Which numbers of a DEM are heights at all: many files hold -9999 or -32768 without saying that it means no data."""

LOWEST_M, HIGHEST_M = -9000.0, 9000.0
"""Nothing that slides lies deeper than the one, and no mountain is higher than the other."""
