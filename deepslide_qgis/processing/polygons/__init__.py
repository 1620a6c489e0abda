"""Polygons on the grid of a raster."""
