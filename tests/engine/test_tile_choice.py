"""Larger tiles where a network only looks at neighbourhoods: fewer pixels predicted twice, the same result."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.tile_choice import LARGEST_PX, tile_sides
from tests.packs import make_pack


@pytest.fixture(scope="module")
def local_pack(tmp_path_factory):
    """One member whose encoder pools nowhere globally."""
    folder = tmp_path_factory.mktemp("local") / "pack"
    return make_pack(folder, ("Linknet",), encoder="resnet18", tile_px=64, margin_px=16, graphs=True)


def sides(pack, size: int) -> tuple[int, int]:
    return tile_sides(open_pack(str(pack)), Grid(size, size, None, None, None), 16)


def test_tiles_grow_with_the_raster_and_not_over_the_limit(local_pack):
    assert sides(local_pack, 60) == (64, 64)
    assert sides(local_pack, 150) == (160, 160)
    tall, wide = sides(local_pack, 10_980)
    assert 256 <= tall <= wide <= LARGEST_PX and tall % 32 == wide % 32 == 0


def test_a_network_that_sees_the_whole_tile_keeps_the_tile_of_training(tiny_pack):
    assert sides(tiny_pack, 1000) == (64, 64)


def test_one_member_that_needs_torch_or_sees_all_decides_for_the_pack(tmp_path):
    pack = make_pack(tmp_path / "pack", ("Linknet",), encoder="resnet18", tile_px=64, margin_px=16)
    assert sides(pack, 1000) == (64, 64)


def test_a_larger_tile_predicts_what_tiles_with_wide_margins_do(local_pack, run, write_raster, noise):
    raster = write_raster(noise(320, 320))  # tiles begin at multiples of 32: networks are no finer in their shifts
    summary = run(raster, local_pack).summary
    chosen = run.result()
    assert summary["tiles"] == 1
    assert run(raster, local_pack, tile_px=256, margin_px=96).summary["tiles"] > 1
    difference = np.abs(run.result() - chosen)
    assert difference.max() < 0.02 and difference.mean() < 1e-3


def test_a_tile_size_that_was_asked_for_is_kept(local_pack, run, write_raster, noise):
    assert run(write_raster(noise(128, 128)), local_pack, tile_px=64, margin_px=0).summary["tiles"] == 4
