"""Valid range of DEM heights: many files hold -9999 or -32768 without declaring the value as no-data."""

LOWEST_M, HIGHEST_M = -9000.0, 9000.0
"""No landslide lies deeper than the first, no mountain is higher than the second."""
