"""Comparison of predictions with an inventory: preparation of polygons, output layers, report."""
