"""Size of GDAL's block cache for a raster, so that no block is decoded once per window that touches it.

Files read in windows aligned to their blocks need no cache. Windows on warped views and virtual rasters cut blocks:
without room for a row of blocks, each band of a Sentinel-2 tile was decoded eight times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL errors that rasterio does not translate
from rasterio.enums import ColorInterp, Interleaving

from deepslide_qgis.engine.process.memory import memory_bytes
from deepslide_qgis.engine.rasters.raster_environment import CACHE_BYTES

LARGEST_CACHE_BYTES = 512 << 20
FREE_SHARE = 1 / 8
"""Largest share of the free memory."""
WARPED_ROWS = 2
"""Rows of blocks touched by one row of a warped view, unless its pixels are much larger than the raster's."""
SLACK = 1.25
SAMPLED_FILES = 32
"""Files of a virtual raster whose block size is read: a mosaic may have thousands, mostly alike."""


def block_cache_bytes(dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool) -> int:
    """Return the cache size for ``bands`` of ``dataset``, read alone in full-width windows of ``rows_at_once``."""
    return _limit_to_free_memory(_count_cached_bytes(dataset, bands, rows_at_once, is_warped))


@contextmanager
def enlarged_block_cache(
    dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool
) -> Iterator[None]:
    """Enlarge GDAL's block cache, while the context lasts, by what this dataset needs."""
    before = rasterio.env.getenv().get("GDAL_CACHEMAX", CACHE_BYTES)
    with rasterio.Env(
        GDAL_CACHEMAX=_limit_to_free_memory(before + _count_cached_bytes(dataset, bands, rows_at_once, is_warped))
    ):
        yield


def _count_cached_bytes(dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool) -> int:
    """Return the bytes of the blocks that more than one window touches."""
    tallest = max(_block_heights(dataset))
    if not is_warped and rows_at_once % tallest == 0:
        return 0
    row_px = min(tallest, dataset.height) * dataset.width
    row_bytes = row_px * _count_cached_bands(dataset, bands) * max(map(_item_bytes, dataset.dtypes))
    return int(row_bytes * SLACK) * (WARPED_ROWS if is_warped else 1)


def _limit_to_free_memory(needed: int) -> int:
    free = memory_bytes()[1] or LARGEST_CACHE_BYTES / FREE_SHARE
    return max(CACHE_BYTES, min(needed, LARGEST_CACHE_BYTES, int(free * FREE_SHARE)))


def _count_cached_bands(dataset: rasterio.DatasetReader, bands: int) -> int:
    """Return the number of bands whose blocks are cached: all bands of a pixel-interleaved block, and the alpha
    band."""
    if dataset.interleaving == Interleaving.pixel:
        return dataset.count
    return bands + (ColorInterp.alpha in dataset.colorinterp)


def _item_bytes(dtype: str) -> int:
    return 4 if dtype == "complex_int16" else np.dtype(dtype).itemsize  # numpy has no such type


def _block_heights(dataset: rasterio.DatasetReader) -> Iterator[int]:
    """Yield the block heights of ``dataset``, and of the first files sources a virtual raster."""
    yield dataset.block_shapes[0][0]
    sources = [path for path in dataset.files if path != dataset.name] if dataset.driver == "VRT" else []
    for path in sources[:SAMPLED_FILES]:
        try:
            with rasterio.open(path) as file:
                yield from _block_heights(file)
        except (rasterio.errors.RasterioError, CPLE_BaseError, IndexError):
            continue  # reported when the raster is read
