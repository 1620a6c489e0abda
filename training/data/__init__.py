"""Labelled data: readers for each data kind, splits, tile sampling, normalisation and the datasets of a member."""
