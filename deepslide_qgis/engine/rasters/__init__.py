"""Rasters as files: grids, values and blocks that are read, layers and overviews that are written."""
