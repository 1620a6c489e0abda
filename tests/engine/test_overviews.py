"""Overviews: as GDAL makes them through rasterio, while other threads go on; what cannot be read back is told."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.engine import overviews
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.writing import writing
from tests.halts import heartbeat

PLACED = {"crs": "EPSG:32633", "transform": from_origin(500_000, 5_000_000, 10, 10)}


def written(path: Path, values: np.ndarray) -> str:
    profile = {"driver": "GTiff", "count": 1, "dtype": values.dtype, "tiled": True, "compress": "deflate", **PLACED}
    height, width = values.shape
    with rasterio.open(path, "w", width=width, height=height, blockxsize=256, blockysize=256, **profile) as file:
        file.write(values, 1)
    return str(path)


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(0).random((700, 1100), np.float32)


@pytest.mark.parametrize("how", [Resampling.average, Resampling.mode, Resampling.nearest])
def test_they_are_rasterio_s_own(tmp_path, values, how, monkeypatch):
    assert overviews._gdal() is not None
    values = np.round(values * 9).astype(np.uint8) if how is Resampling.mode else values
    ours, theirs = written(tmp_path / "ø ours.tif", values), written(tmp_path / "theirs.tif", values)
    with raster_environment():
        overviews.complete(ours, how, 2)
        monkeypatch.setattr(overviews, "_gdal", lambda: None)
        overviews.complete(theirs, how, 2)
    with rasterio.open(ours) as file:
        assert file.overviews(1) == [2, 4, 8]
    assert Path(ours).read_bytes() == Path(theirs).read_bytes()


@pytest.mark.parametrize(("size", "levels"), [(256, []), (257, [2]), (1025, [2, 4])])
def test_they_end_where_the_raster_fits_into_one_block(tmp_path, size, levels):
    path = written(tmp_path / "a.tif", np.zeros((9, size), np.uint8))
    overviews.complete(path, Resampling.average, 1)
    with rasterio.open(path) as file:
        assert file.overviews(1) == levels


def test_other_threads_go_on_meanwhile(tmp_path):
    path = written(tmp_path / "large.tif", np.random.default_rng(0).random((6000, 6000), np.float32))
    began = time.monotonic()
    with heartbeat() as heart:
        overviews.complete(path, Resampling.average, 1)
        took_s = time.monotonic() - began
    assert heart.longest_halt_s < 0.5 * took_s


@pytest.mark.parametrize("size", [100, 700])
def test_a_file_that_is_cut_short_is_told(tmp_path, size):
    path = written(tmp_path / "a.tif", np.random.default_rng(0).random((size, size), np.float32))
    content = Path(path).read_bytes()
    Path(path).write_bytes(content[: len(content) // 2])
    with raster_environment(), pytest.raises(OutputError, match=r"could not be written"), writing(path):
        overviews.complete(path, Resampling.average, 1)


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(rasterio.errors.RasterioIOError):
        overviews._build(str(tmp_path / "gone.tif"), [2], Resampling.average)
