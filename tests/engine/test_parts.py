"""A part of a raster comes out as it does in the whole, and nothing beside it."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.source import open_raster


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
