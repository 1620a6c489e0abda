"""Paddings that a graph reckons from the tile's size, written as numbers where they are the same for all tiles.

Encoders that came from TensorFlow pad before each strided convolution by what is missing to the next multiple of the
stride. The sides of tiles are multiples of 32, so that is always the same; a runtime that does not know it copies all
features into larger ones, in float32. What it knows it pads within the convolution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import openvino

Amounts = tuple[tuple[int, ...], tuple[int, ...]]
"""How many values a padding puts before and behind each axis."""


def reckoned_paddings(model: openvino.Model) -> list[openvino.Node]:
    """Return the paddings of ``model`` whose amounts are not numbers."""
    return [node for node in model.get_ops() if node.get_type_name() == "Pad" and _amounts(node) is None]


def make_constant(paddings: list[openvino.Node], probes: tuple[openvino.Model, openvino.Model]) -> int:
    """Write their amounts into those of ``paddings`` that are the same for all tiles; return how many.

    ``probes`` are their model with the shapes of two tiles whose heights and widths differ by the multiple that all
    tiles have: an amount that follows from a remainder and is the same for both is so for all.
    """
    from openvino import opset13 as ops

    first, second = (_all_amounts(probe) for probe in probes)
    same = dict(first.items() & second.items())
    known = [node for node in paddings if same.get(_name(node)) is not None]
    for node in known:
        for place, amounts in zip((1, 2), same[_name(node)], strict=True):
            node.input(place).replace_source_output(ops.constant(np.array(amounts, np.int64)).output(0))
    return len(known)


def _all_amounts(probe: openvino.Model) -> dict[str, Amounts | None]:
    from openvino.passes import ConstantFolding, Manager

    manager = Manager()
    manager.register_pass(ConstantFolding())
    manager.run_passes(probe)
    return {_name(node): _amounts(node) for node in probe.get_ops() if node.get_type_name() == "Pad"}


def _name(node: openvino.Node) -> str:
    return node.get_friendly_name()


def _amounts(padding: openvino.Node) -> Amounts | None:
    """Return the amounts of a ``padding``, or None where they are reckoned from something else."""
    before, behind = (value.get_node() for value in padding.input_values()[1:3])
    if {before.get_type_name(), behind.get_type_name()} != {"Constant"}:
        return None
    return tuple(map(int, before.data)), tuple(map(int, behind.data))
