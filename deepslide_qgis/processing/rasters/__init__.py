"""Raster layers of QGIS as GDAL files, and GDAL operations on them."""
