"""Constants of a graph that depend on the size of its input only: sizes, scales, padding amounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import openvino


def layer_name(layer: openvino.Node) -> str:
    """Return the name that a layer shares with its copies in clones of the model."""
    return layer.get_friendly_name()


def fold_shape_constants(probe: openvino.Model, values: Iterable[openvino.Output]) -> list[np.ndarray | None]:
    """Return the ``values`` in ``probe``, a model with the shapes of one tile; None for values that depend on pixels.

    Side effect: computed values are stored in the probe as constants.
    """
    import openvino
    from openvino import opset13 as ops
    from openvino.passes import ConstantFolding, Manager

    results = [ops.result(value) for value in values]
    manager = Manager()
    manager.register_pass(ConstantFolding())
    manager.run_passes(openvino.Model(results, probe.get_parameters()))
    nodes = [result.input_value(0).get_node() for result in results]
    return [node.data if node.get_type_name() == "Constant" else None for node in nodes]
