"""Prediction of many or very large rasters by blocks with Ray, resumable at any moment."""
