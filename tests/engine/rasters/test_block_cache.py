"""Blocks that several windows touch are decoded once."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio._env import get_gdal_config
from rasterio.transform import from_origin
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine.rasters import block_cache, source
from deepslide_qgis.engine.rasters.block_cache import block_cache_bytes, enlarged_block_cache
from deepslide_qgis.engine.rasters.raster_environment import CACHE_BYTES, raster_environment
from deepslide_qgis.engine.rasters.source import Source
from tests.virtual_rasters import write_virtual

TILED = {"tiled": True, "blockxsize": 256, "blockysize": 256}
HUGE = {"count": 14, "height": 10_980, "width": 10_980, "sparse_ok": True, "interleave": "band", "crs": "EPSG:32632"}
PLACED = {"transform": from_origin(500_000, 5_000_000, 10, 10)}


@pytest.fixture(autouse=True)
def plenty(monkeypatch):
    """Memory enough, whatever this machine has."""
    monkeypatch.setattr(block_cache, "memory_bytes", lambda: (16 << 30, 8 << 30))


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


def test_what_a_run_keeps_stays_from_one_piece_to_the_next(run, write_raster, noise, tiny_pack, monkeypatch):
    """Threads that read and write enter and leave environments of their own."""
    monkeypatch.setattr(source, "block_cache_bytes", lambda *_: 3 * CACHE_BYTES)
    seen = set()
    run(write_raster(noise(700, 130)), tiny_pack, lambda: seen.add(get_gdal_config("GDAL_CACHEMAX")))
    assert seen == {3 * CACHE_BYTES}


def test_rows_that_part_as_blocks_do_need_nothing_kept(huge):
    with rasterio.open(huge) as dataset:
        assert block_cache_bytes(dataset, 14, 256, is_warped=False) == CACHE_BYTES
        assert block_cache_bytes(dataset, 14, 512, is_warped=False) == CACHE_BYTES


def test_rows_that_cut_blocks_need_a_row_of_them(huge):
    row_bytes = 256 * 10_980 * 14 * 2
    with rasterio.open(huge) as dataset:
        assert row_bytes < block_cache_bytes(dataset, 14, 128, is_warped=False) < 2 * row_bytes
        assert 2 * row_bytes < block_cache_bytes(dataset, 14, 128, is_warped=True) < 4 * row_bytes
        assert block_cache_bytes(dataset, 1, 128, is_warped=False) == CACHE_BYTES


def test_no_more_is_kept_than_there_is_room_for(huge, monkeypatch):
    with rasterio.open(huge) as dataset:
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (8 << 30, 800 << 20))
        assert block_cache_bytes(dataset, 14, 128, is_warped=True) == 100 << 20
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (0, 0))  # nobody tells
        assert block_cache_bytes(dataset, 14, 128, is_warped=True) > CACHE_BYTES
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (64 << 30, 64 << 30))
        assert block_cache_bytes(dataset, 100, 128, is_warped=True) == block_cache.LARGEST_CACHE_BYTES
        monkeypatch.setattr(block_cache, "memory_bytes", lambda: (1 << 30, 1 << 20))
        assert block_cache_bytes(dataset, 100, 128, is_warped=True) == CACHE_BYTES


def test_several_files_are_kept_beside_each_other(huge):
    row_bytes = 256 * 10_980 * 2
    with raster_environment(), rasterio.open(huge) as dataset, ExitStack() as opening:
        for _ in range(3):
            opening.enter_context(enlarged_block_cache(dataset, 4, 128, is_warped=False))
        kept = get_gdal_config("GDAL_CACHEMAX")
        assert kept == CACHE_BYTES + 3 * int(4 * row_bytes * block_cache.SLACK)
        with enlarged_block_cache(dataset, 14, 256, is_warped=False):  # whose rows part as its blocks do
            assert get_gdal_config("GDAL_CACHEMAX") == kept
        opening.close()
        assert get_gdal_config("GDAL_CACHEMAX") == CACHE_BYTES


def test_all_that_lies_in_a_block_is_kept(write_raster, noise, monkeypatch):
    """All bands of a file that is interleaved by pixel, and an alpha band beside those that are asked for."""
    monkeypatch.setattr(block_cache, "CACHE_BYTES", 0)
    coloured = {"photometric": "RGB", "alpha": "yes"}
    for interleaving, bands, kept in (("pixel", 1, 4), ("band", 1, 2), ("band", 3, 4)):
        path = write_raster(noise(512, 512, 4), "it.tif", interleave=interleaving, **coloured, **TILED)
        with rasterio.open(path) as dataset:
            found = block_cache_bytes(dataset, bands, 128, is_warped=False)
            assert found == 256 * 512 * kept * 2 * block_cache.SLACK


def test_a_type_that_numpy_does_not_know(write_raster, noise):
    path = write_raster(noise(64, 64), dtype="complex_int16")
    with rasterio.open(path) as dataset:
        assert block_cache_bytes(dataset, 3, 1, is_warped=True) == CACHE_BYTES


def test_the_blocks_behind_a_virtual_raster_count(tmp_path, write_raster, noise):
    tall = write_raster(noise(2048, 3000)[:1], "tall.tif", tiled=True, blockxsize=1024, blockysize=1024)
    path = write_virtual(tmp_path / "together.vrt", (2048, 3000), [("uint16", tall, 1)] * 14)
    row_bytes = 1024 * 3000 * 14 * 2
    nested = write_virtual(tmp_path / "nested.vrt", (2048, 3000), [("uint16", path, number) for number in range(1, 15)])
    for name in (path, nested):
        with Source(name, setting_named("l4s14"), (), 10.0) as opened:
            assert row_bytes < opened.cache_bytes < 2 * row_bytes
    Path(tall).write_text("no raster")
    with rasterio.open(path) as dataset:  # which is told when it is read
        assert block_cache_bytes(dataset, 14, 128, is_warped=False) == CACHE_BYTES
