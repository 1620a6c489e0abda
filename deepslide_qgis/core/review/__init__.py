"""Reviews: the states of a candidate, how landslides are described, how far two reviewers agree."""
