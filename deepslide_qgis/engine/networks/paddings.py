"""Paddings that a graph reckons from the tile's size, written as numbers where they are the same for all tiles.

Encoders that came from TensorFlow pad before each strided convolution by what is missing to the next multiple of the
stride. The sides of tiles are multiples of 32, so that is always the same; a runtime that does not know it copies all
features into larger ones, in float32. What it knows it pads within the convolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.engine.networks.reckoning import layer_name, reckoned

if TYPE_CHECKING:
    import openvino

Amounts = tuple[tuple[int, ...], tuple[int, ...]]
"""How many values a padding puts before and behind each axis."""


def reckoned_paddings(model: openvino.Model) -> list[openvino.Node]:
    """Return the paddings of ``model`` whose amounts are not numbers."""
    paddings = [node for node in model.get_ops() if node.get_type_name() == "Pad"]
    return [
        node for node in paddings if any(value.get_node().get_type_name() != "Constant" for value in _amounts(node))
    ]


def make_constant(paddings: Sequence[openvino.Node], probes: Sequence[openvino.Model]) -> int:
    """Write their amounts into those of ``paddings`` that are the same in all ``probes``; return how many.

    ``probes`` are copies of their model with the shapes of a small and a large tile.
    """
    from openvino import opset13 as ops

    names = {layer_name(node) for node in paddings}
    found = [_found(probe, names) for probe in probes]
    same = dict(set.intersection(*(set(amounts.items()) for amounts in found)))
    known = [node for node in paddings if layer_name(node) in same]
    for node in known:
        for place, amounts in zip((1, 2), same[layer_name(node)], strict=True):
            node.input(place).replace_source_output(ops.constant(np.array(amounts, np.int64)).output(0))
    return len(known)


def _found(probe: openvino.Model, names: set[str]) -> dict[str, Amounts]:
    """Return the amounts of the paddings ``names`` for the tile of ``probe``, as far as they follow from its size."""
    paddings = [node for node in probe.get_ops() if layer_name(node) in names]
    amounts = iter(reckoned(probe, [value for node in paddings for value in _amounts(node)]))
    pairs = {layer_name(node): (next(amounts), next(amounts)) for node in paddings}
    return {
        name: (tuple(map(int, before)), tuple(map(int, behind)))
        for name, (before, behind) in pairs.items()
        if before is not None and behind is not None
    }


def _amounts(padding: openvino.Node) -> list[openvino.Output]:
    return padding.input_values()[1:3]
