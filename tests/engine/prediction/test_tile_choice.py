"""Larger tiles where a network only looks at neighbourhoods: fewer pixels predicted twice, the same result."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.prediction import tile_choice
from deepslide_qgis.engine.prediction.tile_choice import LARGEST_PX, TileChoice, choose_tiles
from deepslide_qgis.engine.prediction.tiling import tile_axis
from deepslide_qgis.engine.rasters.grid import Grid
from tests.packs import make_pack

RESNET = {"encoder": "resnet18", "tile_px": 64, "margin_px": 16, "graphs": True}


@pytest.fixture(scope="module")
def local_pack(tmp_path_factory):
    """One member whose encoder pools nowhere globally."""
    folder = tmp_path_factory.mktemp("local") / "pack"
    return make_pack(folder, ("Linknet",), **RESNET)


@pytest.fixture(scope="module")
def mixed_packs(tmp_path_factory):
    """A function for packs of so many local members and so many that pool globally, made once each."""
    folder = tmp_path_factory.mktemp("mixed")

    @lru_cache
    def made(local: int, others: int):
        return make_pack(folder / f"{local}-{others}", ("Linknet",) * local + ("PSPNet",) * others, **RESNET)

    return made


def choice(pack, size: int) -> TileChoice:
    return choose_tiles(open_pack(str(pack)), Grid(size, size, None, None, None), 16)


def sides(pack, size: int) -> tuple[int, int]:
    chosen = choice(pack, size)
    return chosen.tall_px, chosen.wide_px


def test_tiles_grow_with_the_raster_and_not_over_the_limit(local_pack):
    assert sides(local_pack, 60) == (64, 64)
    assert sides(local_pack, 150) == (160, 160)
    tall, wide = sides(local_pack, 10_980)
    assert 256 <= tall <= wide <= LARGEST_PX and tall % 32 == wide % 32 == 0


def test_a_network_that_sees_the_whole_tile_keeps_the_tile_of_training(tiny_pack):
    assert sides(tiny_pack, 1000) == (64, 64)


def test_a_member_that_needs_torch_keeps_the_tile_of_training(tmp_path):
    pack = make_pack(tmp_path / "pack", ("Linknet",), **{**RESNET, "graphs": False})
    assert sides(pack, 1000) == (64, 64)


def test_members_that_see_all_are_shown_parts_of_the_tiles_that_others_gain_by(mixed_packs):
    chosen = choice(mixed_packs(3, 1), 1000)
    assert chosen.global_members == {"04-pspnet"}
    assert chosen.tall_px == chosen.wide_px > 256
    assert sides(mixed_packs(0, 2), 1000) == (64, 64)  # nobody gains


def test_many_members_of_both_kinds_take_the_tiles_of_training(mixed_packs, local_pack, monkeypatch):
    monkeypatch.setattr(tile_choice, "MAX_MIXED_MEMBERS", 3)
    assert sides(mixed_packs(3, 1), 1000) == (64, 64)
    assert sides(mixed_packs(1, 1), 1000)[0] > 64
    monkeypatch.setattr(tile_choice, "MAX_MIXED_MEMBERS", 0)
    assert sides(local_pack, 1000)[0] > 64  # all of one kind


def test_of_all_tiles_those_with_the_fewest_pixels_are_chosen(mixed_packs):
    """Against the tiles themselves, laid out along the axes."""

    def pixels(side: int) -> tuple[int, int]:
        axis = tile_axis(720, side, 16)
        return len(axis.starts) * axis.tile_px, len(axis.starts) * 64 * len(tile_axis(axis.tile_px, 64, 16).starts)

    for local, others in ((3, 1), (1, 1), (1, 2)):
        costs = {side: local * pixels(side)[0] ** 2 + others * pixels(side)[1] ** 2 for side in range(64, 769, 32)}
        assert sides(mixed_packs(local, others), 720)[1] == min(costs, key=costs.get)


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
