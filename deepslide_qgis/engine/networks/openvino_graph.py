"""A member's graph read by OpenVINO: checked before it computes anything, and optimised for the tile sizes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.engine.networks.graph_file import EXPORT_AGAIN, HALF
from deepslide_qgis.engine.networks.paddings import find_computed_paddings, make_constant
from deepslide_qgis.engine.networks.resize_convolutions import convolve_before_resize
from deepslide_qgis.engine.process.libraries import openvino_core

if TYPE_CHECKING:
    import openvino

SMALL_PX, LARGE_PX = (128, 192), (1056, 1120)
"""Height and width of two tiles for which the shapes of all layers are computed.

No architecture needs larger tiles than the first (PAN). The sizes differ by 29 × 32: a quantity that depends on a
remainder and is equal for both is equal for all multiples of 32, as tile sizes are.
"""
LARGEST_LAYER = 1 << 28
"""Most numbers in any array of the network for the small tile; real networks have a few million."""
GRAPH_CHANGES = 1
"""Version of the graph optimisations: a compiled graph of another version is not loaded from the cache."""


def read_network(path: Path, member: Member, channels: int, is_rewritten: bool) -> openvino.Model:
    """Return the graph ``path``, accepted by ``read_graph``, for tiles of ``channels``.

    With ``is_rewritten``, its resize-convolutions are computed before the resize. Raises PackError for a network of
    other inputs or outputs, and RuntimeError, from OpenVINO, for an invalid network.
    """
    model = openvino_core().read_model(path)
    small = _clone_with_shape(model, channels, SMALL_PX)
    _check_model(model, small, member)
    paddings = find_computed_paddings(model)
    if not paddings and not is_rewritten:
        return model
    try:
        probes = small, _clone_with_shape(model, channels, LARGE_PX)
    except RuntimeError:
        return model  # does not accept every tile size: left unchanged
    if is_rewritten:
        convolve_before_resize(model, probes)
    make_constant(paddings, probes)
    model.validate_nodes_and_infer_types()
    return model


def refusal(member: Member, reason: str) -> PackError:
    """Return the error for a graph that cannot be used."""
    return PackError(f"The graph of member '{member.id}' cannot be loaded: {reason}.", EXPORT_AGAIN)


def _clone_with_shape(model: openvino.Model, channels: int, sides: tuple[int, int]) -> openvino.Model:
    probe = model.clone()
    probe.reshape([1, channels, *sides])
    return probe


def _check_model(model: openvino.Model, small: openvino.Model, member: Member) -> None:
    """Raise PackError for weights that are not finite, other inputs or outputs, or giant layers."""
    constants = [node for node in model.get_ops() if node.get_type_name() == "Constant"]
    broken = [node for node in constants if node.get_element_type().is_real() and not np.isfinite(node.data).all()]
    if broken:
        name = broken[0].get_friendly_name().removesuffix(HALF)
        raise PackError(
            f"The weights of member '{member.id}' are not all numbers ({name} holds NaN or infinity).",
            "Its training failed: use another pack, or train it again.",
        )
    largest = max(math.prod(out.get_shape()) for node in small.get_ops() for out in node.outputs())
    output_shape = list(small.output(0).get_shape())
    if len(model.inputs) != 1 or len(model.outputs) != 1 or output_shape != [1, 1, *SMALL_PX]:
        raise refusal(member, f"it answers {output_shape} to {SMALL_PX[0]} × {SMALL_PX[1]} pixels")
    if largest > LARGEST_LAYER:
        raise refusal(member, f"one of its layers holds {largest} numbers")
