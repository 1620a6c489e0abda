"""Map canvas items and tools of the review."""
