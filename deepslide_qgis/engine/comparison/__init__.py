"""Comparison of predictions with inventories: pixel scores, objects, strata, intervals; arrays in, numbers out."""
