"""Rasters as files: reading of grids, values and blocks; writing of layers with overviews."""
