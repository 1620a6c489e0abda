"""Algorithms of the group "Imagery": from satellite images to the raster for Detect landslides."""
