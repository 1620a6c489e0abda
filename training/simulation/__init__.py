"""The parts of a simulated case study: terrain, radar geometry, land cover, landslides, what sensors see, files."""
