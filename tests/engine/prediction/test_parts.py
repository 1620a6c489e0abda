"""Parts of a raster add up to the whole, each tile in one of them."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.events import Progress
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.prediction.panels import panels_of
from deepslide_qgis.engine.prediction.tiling import tile_axis
from deepslide_qgis.engine.rasters.source import open_raster


@pytest.fixture
def whole(run, tiny_pack, write_raster, noise):
    raster = write_raster(noise(210, 330))
    run(raster, tiny_pack)
    with rasterio.open(raster) as file:
        return raster, {name: run.result(name) for name in ("probability", "spread", "agreement")}, file.transform


def test_parts_add_up_to_the_whole(whole, run, tiny_pack):
    raster, expected, transform = whole
    found = {name: np.zeros_like(values) for name, values in expected.items()}
    tiles = 0
    for part in (Part(0, 0, 100, 210), Part(100, 0, 230, 61), Part(100, 61, 230, 149)):
        tiles += run(raster, tiny_pack, part=part, batch_size=3).summary["tiles"]
        for name in expected:
            with open_raster(run.outputs.paths[name]) as file:
                values, placed = file.read(1), file.transform
            left, top = (round(value) for value in ~transform @ (placed.c, placed.f))
            assert values.shape < expected[name].shape
            found[name][top : top + values.shape[0], left : left + values.shape[1]] += values
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=0, atol=1e-6)
    assert tiles == len(tile_axis(210, 64, 8).starts) * len(tile_axis(330, 64, 8).starts)


@pytest.mark.parametrize("part", [None, Part(10, 20, 700, 150)])
def test_a_wide_raster_in_panels_is_what_it_is_in_one_pass(part, run, tiny_pack, write_raster, noise, monkeypatch):
    raster = write_raster(noise(180, 900))
    whole = run(raster, tiny_pack, part=part)
    expected = {name: run.result(name) for name in run.outputs.paths}
    monkeypatch.setattr("deepslide_qgis.engine.predict.panels_of", lambda columns: panels_of(columns, 256, 256))
    assert len(panels_of(tile_axis(900, 64, 8), 256, 256)) == 4
    run.events.clear()
    found = run(raster, tiny_pack, part=part)
    for name, values in expected.items():
        assert np.allclose(run.result(name), values, rtol=0, atol=1e-6, equal_nan=True), name
    assert found.summary["landslide_share"] == whole.summary["landslide_share"]
    done = [event.done for event in run.events if isinstance(event, Progress)]
    assert done == sorted(done) and done[-1] == found.summary["tiles"]


def test_a_gain_that_is_known_is_not_measured_again(run, tiny_pack, write_raster, noise):
    raster = write_raster(noise(100, 100))
    run(raster, tiny_pack, gain=2.0)
    first = run.result()
    run(write_raster(noise(100, 100) / np.float32(2), "half.tif"), tiny_pack, gain=1.0)
    assert np.allclose(first, run.result(), atol=1e-6)


def test_a_part_without_tiles_is_refused(run, tiny_pack, write_raster, noise):
    with pytest.raises(RequestError, match="No tile of the raster begins"):
        run(write_raster(noise(100, 100)), tiny_pack, part=Part(90, 0, 10, 100))
    with pytest.raises(RequestError, match="no such part"):
        Part(-1, 0, 10, 10)
