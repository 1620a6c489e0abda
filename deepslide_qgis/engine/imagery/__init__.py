"""Imagery made into band stacks: terrain correction, composites, indices, land cover, each in a file of its own."""
