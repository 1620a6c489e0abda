"""Reviews: states of a candidate, landslide attributes, agreement between reviewers."""
