"""Where the first members see nothing the others are not run, and the statistics are of those that were."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.prediction.early_exit import EarlyExit, TileEnsemble
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from tests.packs import make_pack


class Says:
    """A member whose logits are the first band plus ``more``; it counts the tiles that it is shown."""

    id = "says"

    def __init__(self, more: float = 0.0):
        self.more, self.seen = more, 0

    def logits(self, batch: np.ndarray, pause: object = None) -> np.ndarray:
        self.seen += len(batch)
        return batch[:, 0] + np.float32(self.more)


def tiles(*logits: float) -> np.ndarray:
    """Return tiles (N, 1, 4, 4) of −9 with one pixel of each of ``logits``."""
    batch = np.full((len(logits), 1, 4, 4), -9, np.float32)
    batch[:, 0, 1, 2] = logits
    return batch


def ensemble(batch: np.ndarray, members: list[Says], early_exit: EarlyExit | None) -> TileEnsemble:
    found = TileEnsemble(len(batch), RunningEnsemble("mean_probability", 0.5), early_exit)
    for member in members:
        if found.is_open:
            found.feed(member.logits(found.open_of(batch)))
    return found


def test_only_tiles_with_something_are_shown_to_the_rest():
    members = [Says(), Says(1), Says(2), Says(3)]
    found = ensemble(tiles(-9, 0, -9, np.nan), members, EarlyExit(2, 0.1))
    assert [member.seen for member in members] == [4, 4, 2, 2]
    assert found.ended_early == 2


def test_statistics_are_of_the_members_that_saw_the_tile():
    batch, members = tiles(-9, 0, 3), [Says(), Says(1), Says(2)]
    found = ensemble(batch, members, EarlyExit(2, 0.1)).layers()
    whole = ensemble(batch, members, None).layers()
    first_two = ensemble(batch, members[:2], None).layers()
    assert np.array_equal(found[1:], whole[1:])
    assert np.array_equal(found[0], first_two[0])
    assert found[0, 1].max() > 0 and not np.array_equal(found[0], whole[0])


def test_a_second_member_that_sees_something_keeps_the_tile():
    members = [Says(), Says(9), Says()]
    assert ensemble(tiles(-9), members, EarlyExit(1, 0.1)).ended_early == 1
    assert ensemble(tiles(-9), members, EarlyExit(2, 0.1)).ended_early == 0


@pytest.fixture(scope="module")
def sees_nothing(tmp_path_factory):
    return make_pack(tmp_path_factory.mktemp("packs") / "nothing", ("Unet", "FPN", "Linknet"), constant=0.05)


def test_a_raster_without_anything_is_predicted_by_the_first_members(sees_nothing, write_raster, noise, run):
    raster = write_raster(noise(100, 130))
    whole, early = run(raster, sees_nothing), run(raster, sees_nothing, early_exit=1)
    assert whole.summary["tiles_ended_early"] == 0
    assert early.summary["tiles_ended_early"] == early.summary["tiles"]
    assert run.result() == pytest.approx(0.05, abs=1e-5)
    assert run.result("agreement").max() == 0


def test_something_everywhere_changes_nothing(tiny_pack, write_raster, noise, run):
    raster = write_raster(noise(100, 130))
    run(raster, tiny_pack)
    before = run.result()
    assert run(raster, tiny_pack, early_exit=1, threshold=0.01).summary["tiles_ended_early"] == 0
    assert np.array_equal(before, run.result())


def test_no_member_at_all_is_refused():
    with pytest.raises(RequestError, match="At least one member"):
        PredictionRequest("a.tif", "pack", PredictionOutputs("b.tif"), early_exit=0)
