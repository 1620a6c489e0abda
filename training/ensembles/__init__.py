"""Ensembles out of kept probabilities: who is best, how many, how they are combined, and what that is worth."""
