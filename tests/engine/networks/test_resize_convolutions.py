"""Resize-convolutions computed before the resize answer as before, and nothing else is taken for one."""

from __future__ import annotations

import io
import warnings

import numpy as np
import openvino
import pytest
import torch
from torch.nn.functional import conv2d, conv_transpose2d, interpolate

from deepslide_qgis.engine.members.openvino_member import settings
from deepslide_qgis.engine.networks import resize_convolutions
from deepslide_qgis.engine.networks.openvino_graph import LARGE_PX, SMALL_PX
from deepslide_qgis.engine.networks.resize_convolutions import convolve_before_resize, transposed_weights
from deepslide_qgis.engine.process.libraries import import_smp, openvino_core
from tests.engine.networks.test_folding import with_statistics
from training.packs.graphs import trace_network


def as_openvino(network: torch.nn.Module, channels: int = 4) -> openvino.Model:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openvino_core().read_model(io.BytesIO(trace_network(network.eval(), channels).SerializeToString()))


def probes(model: openvino.Model) -> list[openvino.Model]:
    """Return the model for the tiles for which the engine works out the shapes of all layers."""
    copies = [model.clone(), model.clone()]
    for copy, sides in zip(copies, (SMALL_PX, LARGE_PX), strict=True):
        copy.reshape([1, 4, *sides])
    return copies


def rewritten(model: openvino.Model) -> tuple[openvino.Model, int]:
    changed = model.clone()
    return changed, convolve_before_resize(changed, probes(model))


def answer(model: openvino.Model, tiles: np.ndarray) -> np.ndarray:
    return openvino_core().compile_model(model, "CPU", settings())(tiles)[0].copy()


def layers(model: openvino.Model, kind: str) -> int:
    return sum(node.get_type_name() == kind for node in model.get_ops())


def computed(model: openvino.Model, kind: str) -> int:
    """Return how many layers of a ``kind`` are left when OpenVINO has compiled the model."""
    runs = openvino_core().compile_model(model, "CPU", settings()).get_runtime_model()
    return sum(node.get_rt_info()["layerType"] == kind for node in runs.get_ops())


def test_transposed_weights_do_what_doubling_and_convolving_does() -> None:
    random = torch.Generator().manual_seed(0)
    features, weights = torch.randn(2, 5, 6, 9, generator=random), torch.randn(3, 5, 3, 3, generator=random)
    expected = conv2d(interpolate(features, scale_factor=2, mode="nearest"), weights, padding=1)
    transposed = torch.from_numpy(transposed_weights(weights.numpy()))
    torch.testing.assert_close(conv_transpose2d(features, transposed, stride=2, padding=1), expected)


@pytest.mark.parametrize(
    "architecture, encoder, blocks",
    [
        ("Unet", "resnet18", 5),
        ("UnetPlusPlus", "resnet18", 11),
        ("MAnet", "resnet18", 1),
        ("Unet", "mit_b0", 5),  # its skip of no channel
    ],
)
def test_decoders_answer_as_before_on_tiles_of_other_sizes(architecture: str, encoder: str, blocks: int) -> None:
    channels = (32, 32, 16, 16, 8)
    network = getattr(import_smp(), architecture)(encoder, 5, None, decoder_channels=channels, in_channels=4)
    model = as_openvino(with_statistics(network))
    changed, count = rewritten(model)
    assert count == blocks == computed(changed, "Deconvolution")
    assert computed(model, "Interpolate") == computed(changed, "Interpolate") + blocks
    for shape in ((2, 4, 64, 96), (1, 4, 256, 224)):
        tiles = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
        expected = answer(model, tiles)
        np.testing.assert_allclose(answer(changed, tiles), expected, atol=1e-4 * np.abs(expected).max())
        assert expected.std() > 1e-3


class Decoder(torch.nn.Module):
    """Features made smaller and larger again, put where ``order`` says among skips, and convolved."""

    def __init__(self, order: str = "us", factor: int = 2, mode: str = "nearest", size: int = 3, **options):
        super().__init__()
        self.order, self.factor, self.mode = order, factor, mode
        self.down = torch.nn.Conv2d(4, 6, 3, stride=factor, padding=1)
        self.convolution = torch.nn.Conv2d(6 * order.count("u") + 4 * order.count("s"), 8, size, **options)
        self.head = torch.nn.Conv2d(8, 1, 1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        small = self.down(tiles)
        size = [side * self.factor for side in small.shape[2:]]
        larger = interpolate(small, size=size, mode=self.mode)
        joined = [larger if part == "u" else tiles * (at + 1) for at, part in enumerate(self.order)]
        features = self.convolution(joined[0] if len(joined) == 1 else torch.cat(joined, 1))
        return self.head(features.relu())


@pytest.mark.parametrize("order", ["u", "us", "su", "sus", "uss"])
def test_doubled_features_may_stand_anywhere_among_others(order: str) -> None:
    torch.manual_seed(2)
    model = as_openvino(Decoder(order, padding=1))
    changed, count = rewritten(model)
    assert count == 1
    tiles = np.random.default_rng(3).standard_normal((2, 4, 32, 64)).astype(np.float32)
    np.testing.assert_allclose(answer(changed, tiles), answer(model, tiles), atol=1e-5)


@pytest.mark.parametrize(
    "options",
    [
        {"padding": 1, "factor": 4},
        {"padding": 1, "mode": "bilinear"},
        {"padding": 1, "order": "uu"},
        {"padding": 1, "stride": 2},
        {"padding": 2, "dilation": 2},
        {"padding": 2, "size": 5},
        {"padding": 0},
    ],
)
def test_what_is_no_resize_convolution_is_left_alone(options: dict) -> None:
    model = as_openvino(Decoder(**options))
    changed, count = rewritten(model)
    assert count == 0 and layers(changed, "Convolution") == layers(model, "Convolution")


def test_where_weights_would_take_much_memory_nothing_changes(monkeypatch) -> None:
    model = as_openvino(Decoder(padding=1))
    monkeypatch.setattr(resize_convolutions, "LARGEST_BYTES", 6 * 8 * 16 * 4 - 1)
    assert rewritten(model)[1] == 0
    monkeypatch.setattr(resize_convolutions, "LARGEST_BYTES", 6 * 8 * 16 * 4)
    assert rewritten(model)[1] == 1


class Resized(torch.nn.Module):
    """Features made ``larger`` in some way, and convolved."""

    def __init__(self, **larger: object):
        super().__init__()
        self.down, self.convolution = torch.nn.Conv2d(4, 6, 3, 2, 1), torch.nn.Conv2d(6, 1, 3, padding=1)
        self.larger = larger

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        return self.convolution(interpolate(self.down(tiles), mode="nearest", **self.larger))


@pytest.mark.parametrize("larger", [{"size": SMALL_PX}, {"size": LARGE_PX}, {"scale_factor": 2.0001}])
def test_what_doubles_one_tile_only_is_left_alone(larger: dict) -> None:
    assert rewritten(as_openvino(Resized(**larger)))[1] == 0
