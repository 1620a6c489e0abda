"""GDAL's settings for the engine: bounded cache, no side files, errors raised."""

from __future__ import annotations

import rasterio

CACHE_MB = 256


def raster_environment() -> rasterio.Env:
    """Return the context in which the engine opens and writes rasters."""
    return rasterio.Env(GDAL_CACHEMAX=CACHE_MB, GDAL_PAM_ENABLED="NO", GDAL_NUM_THREADS="1")
