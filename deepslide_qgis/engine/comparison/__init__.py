"""Predictions against inventories: pixel scores, objects, strata, intervals. Arrays in, numbers out."""
