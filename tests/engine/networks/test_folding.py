"""Batch normalisations fold into convolutions in every architecture, and only where that changes nothing."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from deepslide_qgis.core.packs.card import ARCHITECTURES
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.networks import folding
from deepslide_qgis.engine.networks.folding import fold
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.process.libraries import import_smp


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
    light = copy.deepcopy(network)
    assert fold(light, 4)
    assert normalisations(light) <= normalisations(network) // 3
    batch = torch.randn(2, 4, 128, 160, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        expected = network(batch)
        torch.testing.assert_close(light(batch), expected, rtol=1e-3, atol=1e-3 * max(1.0, float(expected.abs().max())))


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


def test_a_convolution_that_runs_twice_is_left_alone() -> None:
    network = with_statistics(Shared(twice=True))
    light = copy.deepcopy(network)
    assert fold(light, 3) and normalisations(light) == 1
    batch = torch.randn(1, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(light(batch), network(batch))


def test_it_is_told_where_folding_changes_the_answer() -> None:
    assert not fold(with_statistics(Shared(twice=False)), 3)


def test_a_network_that_would_answer_otherwise_is_loaded_again(monkeypatch, tiny_pack):
    pack = open_pack(str(tiny_pack))
    member, folder = pack.card.members[0], pack.member_folder(pack.card.members[0])
    batch = np.random.default_rng(0).normal(0, 1, (1, 3, 64, 64)).astype(np.float32)
    with torch.inference_mode():
        expected = load_network(folder, member, 3)(torch.from_numpy(batch))[:, 0].numpy()
    monkeypatch.setattr(folding, "_fold_pair", lambda convolution, norm: torch.nn.Identity())  # which loses the scale
    np.testing.assert_allclose(load_member(pack, member, torch.device("cpu")).logits(batch), expected, atol=1e-5)
