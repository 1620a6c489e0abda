"""How the engine uses GDAL: bounded cache, no side files, a missing georeference told in the engine's own words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import rasterio

CACHE_MB = 256


@contextmanager
def raster_environment() -> Iterator[None]:
    """Open and write the engine's rasters inside this."""
    with (
        rasterio.Env(GDAL_CACHEMAX=CACHE_MB, GDAL_PAM_ENABLED="NO", GDAL_NUM_THREADS="ALL_CPUS"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)  # of complex values the real part is read
        yield
