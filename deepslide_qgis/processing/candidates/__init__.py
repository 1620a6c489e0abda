"""Candidate polygons out of a probability raster: polygonised along pixel edges, shaped, measured, described."""
