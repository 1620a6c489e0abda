"""Blocks that several windows touch are decoded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine import block_cache
from deepslide_qgis.engine.block_cache import bytes_to_keep
from deepslide_qgis.engine.raster_environment import CACHE_BYTES, raster_environment
from deepslide_qgis.engine.source import Source
from tests.virtual_rasters import write_virtual

TILED = {"tiled": True, "blockxsize": 256, "blockysize": 256}
HUGE = {"count": 14, "height": 10_980, "width": 10_980, "sparse_ok": True, "crs": "EPSG:32632"}
PLACED = {"transform": from_origin(500_000, 5_000_000, 10, 10)}


@pytest.fixture
def huge(tmp_path) -> Path:
    """A full Sentinel-2 tile of 14 bands that holds nothing, in blocks of 256."""
    path = tmp_path / "huge.tif"
    with rasterio.open(path, "w", driver="GTiff", dtype="uint16", **HUGE, **PLACED, **TILED):
        pass
    return path


def test_blocks_that_were_read_are_read_again_from_memory(write_raster, noise):
    values = noise(512, 512)
    path = write_raster(values, compress="deflate", **TILED)
    with raster_environment(), rasterio.open(path) as dataset:
        for left in (0, 300):
            dataset.read(1, window=Window(left, 10, 50, 50))
        Path(path).write_bytes(bytes(Path(path).stat().st_size))  # nothing can be decoded any more
        np.testing.assert_array_equal(dataset.read(1, window=Window(100, 90, 50, 50)), values[0, 90:140, 100:150])


def test_rows_that_part_as_blocks_do_need_nothing_kept(huge):
    with rasterio.open(huge) as dataset:
        assert bytes_to_keep(dataset, 14, 256, is_warped=False) == CACHE_BYTES
        assert bytes_to_keep(dataset, 14, 512, is_warped=False) == CACHE_BYTES


def test_rows_that_cut_blocks_need_a_row_of_them(huge):
    row_bytes = 256 * 10_980 * 14 * 2
    with rasterio.open(huge) as dataset:
        assert row_bytes < bytes_to_keep(dataset, 14, 128, is_warped=False) < 2 * row_bytes
        assert 2 * row_bytes < bytes_to_keep(dataset, 14, 128, is_warped=True) < 4 * row_bytes
        assert bytes_to_keep(dataset, 1, 128, is_warped=False) == CACHE_BYTES


def test_no_more_is_kept_than_there_is_room_for(huge, monkeypatch):
    with rasterio.open(huge) as dataset:
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (8 << 30, 800 << 20))
        assert bytes_to_keep(dataset, 14, 128, is_warped=True) == 100 << 20
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (0, 0))  # nobody tells
        assert bytes_to_keep(dataset, 14, 100, is_warped=True) <= block_cache.MOST_BYTES


def test_the_blocks_behind_a_virtual_raster_count(tmp_path, write_raster, noise):
    tall = write_raster(noise(2048, 3000)[:1], "tall.tif", tiled=True, blockxsize=1024, blockysize=1024)
    path = write_virtual(tmp_path / "together.vrt", (2048, 3000), [("uint16", tall, 1)] * 14)
    row_bytes = 1024 * 3000 * 14 * 2
    with Source(path, setting_named("l4s14"), (), 10.0) as source:
        assert row_bytes < source.cache_bytes < 2 * row_bytes
    Path(tall).write_text("no raster")
    with rasterio.open(path) as dataset:  # which is told when it is read
        assert bytes_to_keep(dataset, 14, 128, is_warped=False) == CACHE_BYTES
