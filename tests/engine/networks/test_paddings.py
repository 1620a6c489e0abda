"""Paddings that are the same for all tiles become numbers, others do not, and the network answers as before."""

from __future__ import annotations

import numpy as np
import openvino
import pytest
import torch
from torch.nn.functional import pad

from deepslide_qgis.engine.networks.paddings import find_computed_paddings, make_constant
from deepslide_qgis.engine.process.libraries import import_smp
from tests.engine.networks.test_folding import with_statistics
from tests.engine.networks.test_resize_convolutions import answer, as_openvino, computed, probes


def with_constants(model: openvino.Model) -> tuple[openvino.Model, int]:
    changed = model.clone()
    return changed, make_constant(find_computed_paddings(changed), probes(model))


def test_encoders_that_pad_as_tensorflow_does_pad_within_their_convolutions() -> None:
    network = import_smp().Unet("tu-tf_efficientnet_lite0", 5, None, decoder_channels=(32, 16, 16, 8, 8), in_channels=4)
    model = as_openvino(with_statistics(network))
    changed, count = with_constants(model)
    assert count == len(find_computed_paddings(model)) == 5
    assert find_computed_paddings(changed) == []
    assert computed(changed, "Pad") == 0 < computed(model, "Pad")
    for shape in ((2, 4, 64, 96), (1, 4, 256, 224)):
        tiles = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
        expected = answer(model, tiles)
        np.testing.assert_allclose(answer(changed, tiles), expected, atol=1e-5 * np.abs(expected).max())


class Padded(torch.nn.Module):
    """Features padded to a multiple of ``multiple``, or by a share of larger tiles."""

    def __init__(self, multiple: int):
        super().__init__()
        self.multiple = multiple
        self.convolution = torch.nn.Conv2d(4, 1, 3, padding=1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        height, width = tiles.shape[-2:]
        if self.multiple:
            more = pad(tiles, (0, -width % self.multiple, 0, -height % self.multiple))
        else:
            more = pad(tiles, (0, width // 256, 0, height // 256))
        return self.convolution(more)[..., :height, :width]


@pytest.mark.parametrize("multiple, count", [(32, 1), (7, 0), (64, 0), (0, 0)])
def test_a_padding_that_differs_between_tiles_is_left_alone(multiple: int, count: int) -> None:
    model = as_openvino(Padded(multiple))
    changed, made = with_constants(model)
    assert made == count and len(find_computed_paddings(model)) == 1
    for shape in ((1, 4, 96, 64), (1, 4, 128, 224)):
        tiles = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
        np.testing.assert_allclose(answer(changed, tiles), answer(model, tiles), atol=1e-6)
