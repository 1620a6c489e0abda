"""GDAL settings of the engine: bounded block cache, no side files, no warnings about a missing georeference."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import rasterio

CACHE_BYTES = 64 << 20
"""rasterio takes bytes; GDAL itself reads small numbers as megabytes."""


@contextmanager
def raster_environment(cache_bytes: int = CACHE_BYTES) -> Iterator[None]:
    """Set GDAL's options for the engine's rasters while the context lasts.

    All threads share one block cache: on leaving, a thread resets its size to the value at entry.
    """
    with (
        rasterio.Env(GDAL_CACHEMAX=cache_bytes, GDAL_PAM_ENABLED="NO", GDAL_NUM_THREADS="ALL_CPUS"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)  # only the real part of complex values is read
        yield
