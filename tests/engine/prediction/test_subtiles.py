"""Members that see all of what they are shown, beside ones that take larger tiles."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Logged, Warned
from deepslide_qgis.engine.members import member_cache
from deepslide_qgis.engine.prediction.ensemble import sigmoid
from deepslide_qgis.engine.prediction.subtiles import SubtiledMember, Subtiles
from deepslide_qgis.engine.prediction.tiling import tile_axis
from tests.packs import make_pack

BANDS = np.random.default_rng(7).normal(0, 2, (3, 96, 160)).astype(np.float32)
ROWS, COLUMNS = tile_axis(96, 64, 8), tile_axis(160, 64, 16)


@pytest.fixture(scope="module")
def mixed_pack(tmp_path_factory):
    """One member that pools globally, and three that look at neighbourhoods only; tiles of 64 with margins of 16."""
    folder = tmp_path_factory.mktemp("within") / "pack"
    names = ("PSPNet", "Linknet", "Linknet", "Linknet")
    return make_pack(folder, names, encoder="resnet18", tile_px=64, margin_px=16, graphs=True)


class FirstBand:
    """Says of each pixel what the first band holds, and of each tile how far it is above ``shares`` of its mean."""

    id = "first-band"

    def __init__(self, shares: float = 0.0):
        self.shares = shares
        self.seen: list[tuple[int, ...]] = []
        self.rests = 0

    def logits(self, batch, pause):
        pause()
        self.seen.append(tuple(batch.shape))
        return batch[:, 0] - self.shares * batch[:, 0].mean((1, 2))[:, None, None]

    def release_buffers(self) -> None:
        self.rests += 1


@pytest.mark.parametrize("library", [np.asarray, torch.from_numpy])
def test_parts_are_as_large_as_tiles_of_training_and_come_together_again(library):
    member, batch = FirstBand(), np.stack([BANDS, 2 * BANDS])
    before = batch.copy()
    subtiled = SubtiledMember(member, ROWS, COLUMNS)
    logits = np.asarray(subtiled.logits(library(batch), lambda: None))
    np.testing.assert_allclose(sigmoid(logits), sigmoid(before[:, 0]), atol=1e-6)
    np.testing.assert_allclose(logits, before[:, 0], atol=0.5)  # of near 1 float32 knows no more
    np.testing.assert_array_equal(batch, before)  # other members are shown it after this one
    assert {seen[2:] for seen in member.seen} == {(64, 64)}
    assert sum(seen[0] for seen in member.seen) == 2 * len(ROWS.starts) * len(COLUMNS.starts)
    subtiled.release_buffers()
    assert (subtiled.id, member.rests) == ("first-band", 1)


def test_what_a_part_is_seen_as_does_not_depend_on_the_rest_of_the_tile():
    beside = BANDS.copy()
    beside[..., 100:] += 4
    answers = [
        SubtiledMember(FirstBand(0.5), ROWS, COLUMNS).logits(bands[None], lambda: None) for bands in (BANDS, beside)
    ]
    apart = COLUMNS.starts[1]  # the first part alone reaches there
    np.testing.assert_array_equal(answers[0][..., :apart], answers[1][..., :apart])
    assert np.abs(answers[0] - answers[1])[..., 100:].min() > 1


def test_a_cancel_ends_it_between_parts():
    member = FirstBand()

    def pause():
        if member.seen:
            raise Cancelled()

    with pytest.raises(Cancelled):
        SubtiledMember(member, ROWS, COLUMNS).logits(BANDS[None], pause)
    assert len(member.seen) == 1


def test_only_members_that_see_all_are_shown_parts():
    subtiles, member = Subtiles(ROWS, COLUMNS, frozenset(["first-band"])), FirstBand()
    assert isinstance(subtiles.apply_to(member), SubtiledMember)
    member.id = "another"
    assert subtiles.apply_to(member) is member


@pytest.mark.parametrize("device", ["cpu", "cpu:torch"])
def test_a_member_sees_in_a_mixed_pack_what_it_sees_in_tiles_of_training(mixed_pack, run, write_raster, noise, device):
    raster = write_raster(noise(160, 160))  # one tile, whose parts lie where tiles of 64 do
    assert run(raster, mixed_pack, members=1, device=device).summary["tiles"] == 1
    chosen = run.result()
    assert "tiles of 160 × 160, shown as 64 × 64 to 01-pspnet." in run.said(Logged)
    record = json.loads((run.folder / "p.run.json").read_text(encoding="utf-8"))
    assert record["shown_in_parts"] == {"members": ["01-pspnet"], "part_px": [64, 64]}
    assert run(raster, mixed_pack, members=1, device=device, tile_px=64).summary["tiles"] == 16
    np.testing.assert_allclose(run.result(), chosen, atol=1e-5)
    assert chosen.std() > 1e-3


def test_in_turns_they_say_the_same(mixed_pack, run, write_raster, noise, monkeypatch):
    raster = write_raster(noise(160, 333))
    run(raster, mixed_pack)
    together = {name: run.result(name) for name in ("probability", "spread", "agreement")}
    monkeypatch.setattr(member_cache, "fit_in_memory", lambda *_: False)
    member_cache.MEMBER_CACHE.release()
    run(raster, mixed_pack)
    assert "take turns" in run.said(Warned)
    for name, values in together.items():
        np.testing.assert_allclose(run.result(name), values, atol=1e-6)
