"""Candidate polygons from a probability raster: polygonise along pixel edges, shape, measure, describe."""
