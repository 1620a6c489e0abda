"""What GDAL should keep of a raster's decoded blocks, so that none is decoded for each window that touches it.

A file whose rows are read as its blocks part needs nothing kept. Warped views and virtual rasters are read by windows
that cut blocks: without room for a row of them the bands of a Sentinel-2 tile were decoded eight times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL's own errors, where rasterio does not translate them
from rasterio.enums import ColorInterp, Interleaving

from deepslide_qgis.engine.process.memory import memory_bytes
from deepslide_qgis.engine.rasters.raster_environment import CACHE_BYTES

MOST_BYTES = 512 << 20
FREE_SHARE = 1 / 8
"""Of the memory that is free."""
WARPED_ROWS = 2
"""Rows of blocks that a row of a warped view touches, where its pixels are not far larger than the raster's."""
SLACK = 1.25
FILES_LOOKED_AT = 32
"""Of a virtual raster: a mosaic may have thousands, which are mostly alike."""


def bytes_to_keep(dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool) -> int:
    """Return what to keep of ``bands`` of ``dataset`` where it alone is read, by ``rows_at_once`` over its width."""
    return _as_there_is_room(_needed(dataset, bands, rows_at_once, is_warped))


@contextmanager
def keeping(dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool) -> Iterator[None]:
    """Keep, inside this, the same of ``dataset`` beside what this thread's environment keeps already."""
    before = rasterio.env.getenv().get("GDAL_CACHEMAX", CACHE_BYTES)
    with rasterio.Env(GDAL_CACHEMAX=_as_there_is_room(before + _needed(dataset, bands, rows_at_once, is_warped))):
        yield


def _needed(dataset: rasterio.DatasetReader, bands: int, rows_at_once: int, is_warped: bool) -> int:
    """Return the bytes of the blocks that more than one window touches."""
    tallest = max(_block_heights(dataset))
    if not is_warped and rows_at_once % tallest == 0:
        return 0
    row_px = min(tallest, dataset.height) * dataset.width
    row_bytes = row_px * _bands_kept(dataset, bands) * max(map(_item_bytes, dataset.dtypes))
    return int(row_bytes * SLACK) * (WARPED_ROWS if is_warped else 1)


def _as_there_is_room(needed: int) -> int:
    free = memory_bytes()[1] or MOST_BYTES / FREE_SHARE
    return max(CACHE_BYTES, min(needed, MOST_BYTES, int(free * FREE_SHARE)))


def _bands_kept(dataset: rasterio.DatasetReader, bands: int) -> int:
    """Return of how many bands blocks are kept: of all that lie in one block, and of an alpha band."""
    if dataset.interleaving == Interleaving.pixel:
        return dataset.count
    return bands + (ColorInterp.alpha in dataset.colorinterp)


def _item_bytes(dtype: str) -> int:
    return 4 if dtype == "complex_int16" else np.dtype(dtype).itemsize  # numpy has no such type


def _block_heights(dataset: rasterio.DatasetReader) -> Iterator[int]:
    """Yield the heights of the blocks of ``dataset``, and of the first rasters that a virtual one is made of."""
    yield dataset.block_shapes[0][0]
    behind = [path for path in dataset.files if path != dataset.name] if dataset.driver == "VRT" else []
    for path in behind[:FILES_LOOKED_AT]:
        try:
            with rasterio.open(path) as file:
                yield from _block_heights(file)
        except (rasterio.errors.RasterioError, CPLE_BaseError, IndexError):
            continue  # told where it is read
