"""How the engine uses GDAL: bounded cache, no side files, a missing georeference told in the engine's own words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import rasterio

CACHE_BYTES = 64 << 20
"""rasterio takes bytes, where GDAL itself takes small numbers for megabytes."""


@contextmanager
def raster_environment(cache_bytes: int = CACHE_BYTES) -> Iterator[None]:
    """Open and write the engine's rasters inside this.

    All threads share one cache of decoded blocks: where a thread leaves, it is what it was when the thread entered.
    """
    with (
        rasterio.Env(GDAL_CACHEMAX=cache_bytes, GDAL_PAM_ENABLED="NO", GDAL_NUM_THREADS="ALL_CPUS"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)  # of complex values the real part is read
        yield
