"""Scores of single member, ensemble and oracle: overall, by case study, by terrain, by landslide size."""
