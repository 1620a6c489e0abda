"""Simulated case studies: terrain, radar geometry, land cover, landslides, sensors, files."""
