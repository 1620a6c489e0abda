"""Batch normalisations fold into convolutions in every architecture, and only where that changes nothing."""

from __future__ import annotations

import pytest
import torch

from deepslide_qgis.core.card import ARCHITECTURES
from deepslide_qgis.engine.folding import folded
from deepslide_qgis.engine.libraries import import_smp


def with_statistics(network: torch.nn.Module) -> torch.nn.Module:
    """Give the normalisations scales and shifts as training leaves them, so that leaving one out would show."""
    random = torch.Generator().manual_seed(1)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            for tensor, low, high in (
                (module.running_mean, -0.2, 0.2),
                (module.running_var, 0.5, 1.5),
                (module.weight, 0.5, 1.5),
                (module.bias, -0.2, 0.2),
            ):
                tensor.data.copy_(torch.rand(tensor.shape, generator=random) * (high - low) + low)
    return network.eval()


def normalisations(network: torch.nn.Module) -> int:
    return sum(isinstance(module, torch.nn.BatchNorm2d) for module in network.modules())


@pytest.mark.parametrize("encoder", ["mobilenet_v2", "tu-tf_efficientnet_lite0"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_predicts_the_same_when_folded(architecture: str, encoder: str) -> None:
    network = with_statistics(getattr(import_smp(), architecture)(encoder, encoder_weights=None, in_channels=4))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    light = folded(network, 4)
    assert light is not network
    assert normalisations(light) <= normalisations(network) // 3
    batch = torch.randn(2, 4, 128, 160, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        expected = network(batch)
        torch.testing.assert_close(light(batch), expected, rtol=1e-3, atol=1e-3 * max(1.0, float(expected.abs().max())))
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


class Shared(torch.nn.Module):
    """One convolution whose result goes through a normalisation and around it."""

    def __init__(self, twice: bool):
        super().__init__()
        self.convolution, self.normalisation = torch.nn.Conv2d(3, 3, 3, padding=1), torch.nn.BatchNorm2d(3)
        self.twice = twice

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        made = self.convolution(tiles)
        normalised = self.normalisation(made)
        return self.normalisation(self.convolution(normalised)) if self.twice else made + normalised


@pytest.mark.parametrize("twice", [True, False])
def test_a_convolution_with_another_use_is_left_alone(twice: bool) -> None:
    network = with_statistics(Shared(twice))
    light = folded(network, 3)
    assert normalisations(light) == 1
    batch = torch.randn(1, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(light(batch), network(batch))
