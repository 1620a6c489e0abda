"""Resize-convolutions of a graph computed before the resize: the same numbers for four ninths of the products.

Decoders in the manner of U-Net double height and width by repeating each pixel, put an encoder's features beside it and
convolve both with 3 × 3 weights. Of the repeated pixels' nine weights those that fall on the same pixel can be added up
first: what is left is a transposed convolution of the small features, 4 × 4 with stride 2, whose outputs read four
pixels instead of nine (Odena et al. 2016, https://doi.org/10.23915/distill.00003, call the pair a resize-convolution;
Shi et al. 2016, https://arxiv.org/abs/1609.07009, show that the two are one). Neither the doubled features nor their
concatenation is written anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import openvino

NEAREST = {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}
"""How an Interpolate layer repeats each pixel when it doubles height and width."""
ONCE = {"strides": [1, 1], "dilations": [1, 1], "pads_begin": [1, 1], "pads_end": [1, 1]}
"""A convolution of 3 × 3 weights whose answer is as large as what it reads."""
TWICE = {**ONCE, "strides": [2, 2]}


@dataclass(frozen=True)
class _Pair:
    """A convolution that reads ``small`` features after they were doubled, beside ``others`` or alone."""

    convolution: openvino.Node
    small: openvino.Output
    others: list[openvino.Output]
    weights: np.ndarray
    channels: slice
    """Of the weights, those of the doubled features."""


def convolve_before_resizing(model: openvino.Model, probe: openvino.Model) -> int:
    """Rewrite the resize-convolutions of ``model``; return how many there were.

    ``probe`` is the same model with the shapes of one tile, whose height and width differ. The model doubles from then
    on what it doubled of that tile, so all tiles must have sides that the network halves without a rest, as those do.
    A batch normalisation behind a convolution goes into its weights.
    """
    seen = _Seen.of(probe)
    convolutions = [node for node in model.get_ordered_ops() if node.get_type_name() == "Convolution"]
    pairs = [pair for pair in (_pair(node, seen) for node in convolutions) if pair is not None]
    for pair in pairs:
        _rewrite(pair)
    return len(pairs)


def transposed_weights(weights: np.ndarray) -> np.ndarray:
    """Return (I, O, 4, 4) weights of the transposed convolution with stride 2 that takes off one pixel all around.

    It does what (O, I, 3, 3) ``weights`` do to doubled features that are padded by one zero. An input pixel i lies at
    2i and 2i + 1 of the doubled, so output o reads it through weight k where o + k - 1 is one of them, and the
    transposed convolution reads it through o - 2i + 1: through 2 - k and 3 - k.
    """
    out, into = weights.shape[:2]
    transposed = np.zeros((into, out, 4, 4), weights.dtype)
    for row in range(3):
        for column in range(3):
            reached = np.s_[:, :, 2 - row : 4 - row, 2 - column : 4 - column]
            transposed[reached] += weights[:, :, row, column].T[..., None, None]
    return transposed


@dataclass(frozen=True)
class _Seen:
    """Of a model's layers, by their names: which are ``doubling`` height and width, and the ``channels`` of all."""

    doubling: set[str]
    channels: dict[tuple[str, int], int]

    @classmethod
    def of(cls, probe: openvino.Model) -> _Seen:
        nodes = probe.get_ops()
        outputs = [out for node in nodes for out in node.outputs() if len(out.get_shape()) == 4]
        return cls(
            {_name(node) for node in nodes if _doubles(node)}, {_place(out): out.get_shape()[1] for out in outputs}
        )


def _name(node: openvino.Node) -> str:
    return node.get_friendly_name()


def _place(features: openvino.Output) -> tuple[str, int]:
    return _name(features.get_node()), features.get_index()


def _doubles(node: openvino.Node) -> bool:
    if node.get_type_name() != "Interpolate" or not NEAREST.items() <= node.get_attributes().items():
        return False
    before, after = list(node.input(0).get_shape()), list(node.output(0).get_shape())
    return after == [*before[:2], 2 * before[2], 2 * before[3]]


def _pair(convolution: openvino.Node, seen: _Seen) -> _Pair | None:
    weights = _values(convolution.input_value(1))
    attributes = convolution.get_attributes()
    if weights is None or weights.shape[2:] != (3, 3) or any(list(attributes[name]) != ONCE[name] for name in ONCE):
        return None
    read = convolution.input_value(0)
    is_joined = read.get_node().get_type_name() == "Concat" and read.get_node().get_attributes()["axis"] == 1
    parts = read.get_node().input_values() if is_joined else [read]
    doubled = [at for at, part in enumerate(parts) if _name(part.get_node()) in seen.doubling]
    if len(doubled) != 1:
        return None
    at = doubled[0]
    channels = [seen.channels[_place(part)] for part in parts]
    before = sum(channels[:at])
    small, others = parts[at].get_node().input_value(0), parts[:at] + parts[at + 1 :]
    return _Pair(convolution, small, others, weights, slice(before, before + channels[at]))


def _rewrite(pair: _Pair) -> None:
    from openvino import opset13 as ops

    last, scale, shift = _scale_and_shift(pair)
    weights = pair.weights * scale[:, None, None, None]
    transposed = ops.constant(transposed_weights(weights[:, pair.channels]))
    answer = ops.convolution_backprop_data(pair.small, transposed, **TWICE)
    rest = ops.constant(shift[None, :, None, None])
    if pair.others:
        beside = pair.others[0] if len(pair.others) == 1 else ops.concat(pair.others, 1)
        of_others = ops.constant(np.delete(weights, pair.channels, axis=1))
        rest = ops.add(ops.convolution(beside, of_others, **ONCE), rest)
    answer = ops.add(answer, rest)
    for reader in list(last.output(0).get_target_inputs()):
        reader.replace_source_output(answer.output(0))


def _scale_and_shift(pair: _Pair) -> tuple[openvino.Node, np.ndarray, np.ndarray]:
    """Return the last layer that only scales and shifts what ``pair`` answers, and by what in each channel."""
    channels = len(pair.weights)
    readers = list(pair.convolution.output(0).get_target_inputs())
    layer = readers[0].get_node() if len(readers) == 1 else None
    if layer is not None and layer.get_type_name() == "BatchNormInference":
        learned = [_values(value) for value in layer.input_values()[1:]]
        if all(values is not None for values in learned):
            gamma, beta, mean, variance = learned
            scale = gamma / np.sqrt(variance + np.float32(layer.get_attributes()["epsilon"]))
            return layer, scale, beta - mean * scale
    return pair.convolution, np.ones(channels, np.float32), np.zeros(channels, np.float32)


def _values(weights: openvino.Output) -> np.ndarray | None:
    """Return ``weights`` in float32, or None where they are computed."""
    node = weights.get_node()
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return node.data.astype(np.float32) if node.get_type_name() == "Constant" else None
