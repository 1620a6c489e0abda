"""Ensembles formed from cached probabilities: ranking, size, combination, and their scores."""
