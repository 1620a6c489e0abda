"""Long batches are shown in parts, and stop between them."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.member import predict_in_parts
from deepslide_qgis.engine.members.runtimes import Runtime


@pytest.mark.parametrize(("side", "parts"), [(64, [16, 4]), (256, [1] * 20), (512, [1] * 20)])
def test_a_processor_sees_a_few_tiles_at_a_time(side, parts):
    batch = np.broadcast_to(np.arange(20, dtype=np.float32)[:, None, None, None], (20, 3, side, side))
    seen = []

    def answer(tiles):
        seen.append(len(tiles))
        return tiles[:, 0] + 1

    logits = predict_in_parts(batch, answer, lambda: None)
    assert seen == parts
    assert logits.shape == (20, side, side) and np.array_equal(logits, batch[:, 0] + 1)


@pytest.mark.parametrize("library", ["openvino", "torch"])
def test_a_long_batch_ends_between_two_tiles(tiny_pack, library):
    pack = open_pack(str(tiny_pack))
    member = Runtime(library, "cpu", "").load(pack, pack.card.members[0])
    pauses = []

    def pause():
        pauses.append(None)
        if len(pauses) == 3:
            raise Cancelled()

    with pytest.raises(Cancelled):
        member.logits(np.zeros((9, 3, 256, 256), np.float32), pause)
    assert len(pauses) == 3
