"""Replacement of computed padding amounts by constants, if they are the same for all tile sizes.

Encoders from TensorFlow pad before each strided convolution to the next multiple of the stride. Tile sides are
multiples of 32, so the amounts are constant. With unknown amounts a runtime copies all features into larger float32
arrays; with constant amounts it pads inside the convolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.engine.networks.shape_constants import fold_shape_constants, layer_name

if TYPE_CHECKING:
    import openvino

Amounts = tuple[tuple[int, ...], tuple[int, ...]]
"""Number of values that a padding adds before and after each axis."""


def find_computed_paddings(model: openvino.Model) -> list[openvino.Node]:
    """Return the paddings of ``model`` whose amounts are computed."""
    paddings = [node for node in model.get_ops() if node.get_type_name() == "Pad"]
    return [
        node
        for node in paddings
        if any(value.get_node().get_type_name() != "Constant" for value in _amount_inputs(node))
    ]


def make_constant(paddings: Sequence[openvino.Node], probes: Sequence[openvino.Model]) -> int:
    """Replace the amounts of those ``paddings`` that are equal in all ``probes`` by constants; return their number.

    ``probes`` are copies of the model with the shapes of a small and a large tile.
    """
    from openvino import opset13 as ops

    names = {layer_name(node) for node in paddings}
    probe_amounts = [_compute_amounts(probe, names) for probe in probes]
    same = dict(set.intersection(*(set(amounts.items()) for amounts in probe_amounts)))
    known = [node for node in paddings if layer_name(node) in same]
    for node in known:
        for place, amounts in zip((1, 2), same[layer_name(node)], strict=True):
            node.input(place).replace_source_output(ops.constant(np.array(amounts, np.int64)).output(0))
    return len(known)


def _compute_amounts(probe: openvino.Model, names: set[str]) -> dict[str, Amounts]:
    """Return the amounts of the paddings ``names`` for the tile size of ``probe``, if they depend on the size only."""
    paddings = [node for node in probe.get_ops() if layer_name(node) in names]
    amounts = iter(fold_shape_constants(probe, [value for node in paddings for value in _amount_inputs(node)]))
    pairs = {layer_name(node): (next(amounts), next(amounts)) for node in paddings}
    return {
        name: (tuple(map(int, before)), tuple(map(int, after)))
        for name, (before, after) in pairs.items()
        if before is not None and after is not None
    }


def _amount_inputs(padding: openvino.Node) -> list[openvino.Output]:
    return padding.input_values()[1:3]
