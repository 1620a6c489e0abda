"""Resize-convolutions of a graph computed before the resize: the same numbers for four ninths of the products.

Decoders in the manner of U-Net double height and width by repeating each pixel, put an encoder's features beside it and
convolve both with 3 × 3 weights. Of the repeated pixels' nine weights those that fall on the same pixel can be added up
first: what is left is a transposed convolution of the small features, 4 × 4 with stride 2, whose outputs read four
pixels instead of nine (Odena et al. 2016, https://doi.org/10.23915/distill.00003, call the pair a resize-convolution;
Shi et al. 2016, https://arxiv.org/abs/1609.07009, show that the two are one). Neither the doubled features nor their
concatenation is written anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.engine.networks.reckoning import layer_name, reckoned

if TYPE_CHECKING:
    import openvino

REPEATING = {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}
"""An Interpolate layer that repeats each pixel where it doubles height and width."""
ONCE = {"strides": [1, 1], "dilations": [1, 1], "pads_begin": [1, 1], "pads_end": [1, 1]}
"""A convolution of 3 × 3 weights whose answer is as large as what it reads."""
TWICE = {**ONCE, "strides": [2, 2]}
LARGEST_BYTES = 16 << 20
"""Of a transposed convolution's weights, which OpenVINO keeps twice: the deepest of wide encoders stay as they are."""


@dataclass(frozen=True)
class _Pair:
    """A convolution that reads ``small`` features after they were doubled, beside ``others`` or alone."""

    convolution: openvino.Node
    small: openvino.Output
    others: list[openvino.Output]
    channels: slice
    """Of its weights, those of the doubled features."""


def convolve_before_resizing(model: openvino.Model, probes: Sequence[openvino.Model]) -> int:
    """Rewrite the resize-convolutions of ``model``; return how many there were.

    ``probes`` are copies of it with the shapes of a small and a large tile, whose sides the network halves without a
    rest: what is doubled in all of them is doubled from then on. A batch normalisation behind a convolution goes into
    its weights.
    """
    doubling = set.intersection(*map(_doubling, probes))
    channels = _channels(probes[0])
    count = 0
    for convolution in [node for node in model.get_ordered_ops() if _is_plain(node)]:
        pair = _pair(convolution, doubling, channels)
        if pair is not None:
            _rewrite(pair)
            count += 1
    return count


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


def _doubling(probe: openvino.Model) -> set[str]:
    """Return the names of the layers that repeat each pixel in both directions."""
    nodes = [node for node in probe.get_ops() if _doubles(node)]
    by_scale = [node for node in nodes if node.get_attributes()["shape_calculation_mode"] == "scales"]
    scales = reckoned(probe, [node.input_value(1) for node in by_scale])
    others = [node for node, scale in zip(by_scale, scales, strict=True) if scale is None or set(scale[-2:]) != {2}]
    return {layer_name(node) for node in nodes} - {layer_name(node) for node in others}


def _doubles(node: openvino.Node) -> bool:
    """Tell whether what ``node`` answers is twice as high and wide, to the pixel."""
    if node.get_type_name() != "Interpolate" or not REPEATING.items() <= node.get_attributes().items():
        return False
    before, after = list(node.input(0).get_shape()), list(node.output(0).get_shape())
    return after == [*before[:2], 2 * before[2], 2 * before[3]]


def _channels(probe: openvino.Model) -> dict[tuple[str, int], int]:
    """Return how many channels the layers' outputs have."""
    outputs = [out for node in probe.get_ops() for out in node.outputs() if len(out.get_shape()) == 4]
    return {(layer_name(out.get_node()), out.get_index()): out.get_shape()[1] for out in outputs}


def _is_plain(node: openvino.Node) -> bool:
    """Tell whether ``node`` is a convolution of known 3 × 3 weights, in float32, that keeps height and width."""
    if node.get_type_name() != "Convolution" or node.get_element_type().get_type_name() != "f32":
        return False
    attributes, weights = node.get_attributes(), _constant(node.input_value(1))
    is_once = all(list(attributes[name]) == value for name, value in ONCE.items())
    return is_once and weights is not None and list(weights.get_output_shape(0))[2:] == [3, 3]


def _pair(convolution: openvino.Node, doubling: set[str], channels: dict[tuple[str, int], int]) -> _Pair | None:
    read = convolution.input_value(0)
    is_joined = read.get_node().get_type_name() == "Concat" and read.get_node().get_attributes()["axis"] == 1
    parts = read.get_node().input_values() if is_joined else [read]
    doubled = [at for at, part in enumerate(parts) if layer_name(part.get_node()) in doubling]
    counts = [channels.get((layer_name(part.get_node()), part.get_index())) for part in parts]
    if len(doubled) != 1 or None in counts:
        return None
    at = doubled[0]
    if convolution.input(1).get_shape()[0] * counts[at] * 4 * 4 * np.dtype(np.float32).itemsize > LARGEST_BYTES:
        return None
    before = sum(counts[:at])
    others = [part for n, part in enumerate(parts) if n != at and counts[n]]  # some encoders have skips of no channel
    return _Pair(convolution, parts[at].get_node().input_value(0), others, slice(before, before + counts[at]))


def _rewrite(pair: _Pair) -> None:
    from openvino import opset13 as ops

    last, scale, shift = _scale_and_shift(pair.convolution)
    weights = _values(pair.convolution.input_value(1)) * scale[:, None, None, None]
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


def _scale_and_shift(convolution: openvino.Node) -> tuple[openvino.Node, np.ndarray, np.ndarray]:
    """Return the last layer that only scales and shifts what ``convolution`` answers, and by what in each channel."""
    readers = list(convolution.output(0).get_target_inputs())
    layer = readers[0].get_node() if len(readers) == 1 else convolution
    learned = layer.input_values()[1:]
    if layer.get_type_name() == "BatchNormInference" and None not in map(_constant, learned):
        gamma, beta, mean, variance = map(_values, learned)
        scale = gamma / np.sqrt(variance + np.float32(layer.get_attributes()["epsilon"]))
        return layer, scale, beta - mean * scale
    channels = convolution.input(1).get_shape()[0]
    return convolution, np.ones(channels, np.float32), np.zeros(channels, np.float32)


def _constant(weights: openvino.Output) -> openvino.Node | None:
    """Return where ``weights`` stand, perhaps in half precision; None where they are computed."""
    node = weights.get_node()
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return node if node.get_type_name() == "Constant" else None


def _values(weights: openvino.Output) -> np.ndarray:
    """Return constant ``weights`` in float32."""
    return _constant(weights).data.astype(np.float32)
