"""Rasters as QGIS has them: where their values lie, and GDAL at work on them."""
