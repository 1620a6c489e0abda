"""A review without its window: what stands in the layer, in which order it is looked at, how it is judged."""
