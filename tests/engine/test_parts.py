"""A part of a raster comes out as it does in the whole, and nothing beside it."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.events import Progress
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.panels import panels_of
from deepslide_qgis.engine.source import open_raster
from deepslide_qgis.engine.tiling import tile_axis


@pytest.fixture
def whole(run, tiny_pack, write_raster, noise):
    raster = write_raster(noise(210, 330))
    run(raster, tiny_pack)
    with rasterio.open(raster) as file:
        return raster, {name: run.result(name) for name in ("probability", "spread", "mask")}, file.transform


@pytest.mark.parametrize(
    "part", [Part(0, 0, 330, 210), Part(0, 0, 100, 80), Part(97, 61, 150, 90), Part(300, 200, 30, 10), Part(5, 5, 1, 1)]
)
def test_a_part_is_what_it_is_in_the_whole(part, whole, run, tiny_pack):
    raster, expected, transform = whole
    run(raster, tiny_pack, part=part, batch_size=3)
    for name, values in expected.items():
        with open_raster(run.outputs.paths[name]) as file:
            found, placed = file.read(1), file.transform
        left, top = (round(value) for value in ~transform @ (placed.c, placed.f))
        core = np.zeros(found.shape, bool)
        core[part.top_px - top :, part.left_px - left :][: part.height_px, : part.width_px] = True
        there = values[top : top + found.shape[0], left : left + found.shape[1]]
        assert np.allclose(found[core], there[core], rtol=0, atol=1e-6)
        assert core.sum() == part.width_px * part.height_px
        assert (np.isnan(found[~core]) if name != "mask" else found[~core] == 255).all()


@pytest.mark.parametrize("part", [None, Part(10, 20, 700, 150)])
def test_a_wide_raster_in_panels_is_what_it_is_in_one_pass(part, run, tiny_pack, write_raster, noise, monkeypatch):
    raster = write_raster(noise(180, 900))
    whole = run(raster, tiny_pack, part=part)
    expected = {name: run.result(name) for name in run.outputs.paths}
    monkeypatch.setattr("deepslide_qgis.engine.predict.panels_of", lambda columns: panels_of(columns, 256))
    assert len(panels_of(tile_axis(900, 64, 8), 256)) == 4
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


def test_a_part_outside_is_refused(run, tiny_pack, write_raster, noise):
    with pytest.raises(RequestError, match="reaches over the raster"):
        run(write_raster(noise(100, 100)), tiny_pack, part=Part(50, 50, 51, 10))
    with pytest.raises(RequestError, match="no such part"):
        Part(-1, 0, 10, 10)
