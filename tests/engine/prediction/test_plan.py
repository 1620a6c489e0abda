"""How many tiles members are given at once."""

from __future__ import annotations

import pytest

from deepslide_qgis.core.packs.pack import bundled_folder, open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.prediction.plan import make_plan
from deepslide_qgis.engine.rasters.grid import Grid


@pytest.mark.parametrize(
    ("device", "members", "tiles"), [("cpu", 3, 4), ("cpu", 4, 27), ("cuda", 3, 32), ("cuda", 4, 32), ("mps", 4, 8)]
)
def test_members_that_give_their_memory_back_get_more_tiles_at_once(device, members, tiles):
    pack = open_pack(str(bundled_folder() / "l4s-rgb"))
    request = PredictionRequest("r.tif", str(pack.folder), PredictionOutputs("p.tif"), members=members, tile_px=256)
    assert make_plan(request, pack, Grid(2048, 2048, None, None, None), device).batch_size == tiles


@pytest.mark.parametrize(("members", "in_parts"), [(4, {"fpn-lite2"}), (3, set())])
def test_members_that_see_all_are_shown_parts_where_they_are_asked_for(members, in_parts):
    """Of the four the last one sees all; tiles are the same without it, so that results can be averaged."""
    pack = open_pack(str(bundled_folder() / "l4s-rgb"))
    request = PredictionRequest("r.tif", str(pack.folder), PredictionOutputs("p.tif"), members=members)
    plan = make_plan(request, pack, Grid(3008, 3008, None, None, None), "cpu")
    assert plan.rows.tile_px == plan.columns.tile_px == 448
    assert (plan.subtiles.member_ids if plan.subtiles else set()) == in_parts
