"""A member's graph as OpenVINO reads it: checked before anything is computed, and made ready for the tiles to come."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.engine.networks.graph_file import EXPORT_AGAIN, HALF
from deepslide_qgis.engine.networks.paddings import make_constant, reckoned_paddings
from deepslide_qgis.engine.networks.resize_convolutions import convolve_before_resizing
from deepslide_qgis.engine.process.libraries import openvino_core

if TYPE_CHECKING:
    import openvino

SMALL_PX, LARGE_PX = (128, 192), (1056, 1120)
"""Height and width of the tiles for which the shapes of all layers are worked out.

No architecture wants larger ones than the first (PAN). They differ by 29 × 32: what follows from a remainder and is the
same for both is so for all multiples of 32, which tiles are.
"""
LARGEST_LAYER = 1 << 28
"""Numbers in any one array of the network for the small tile; those of real networks have a few million."""
GRAPH_CHANGES = 1
"""Counts up whenever what is done to graphs changes: what was compiled of another one is not read back."""


def read_network(path: Path, member: Member, channels: int, is_rewritten: bool) -> openvino.Model:
    """Return the graph ``path``, which ``read_graph`` accepts, for tiles of ``channels``.

    Where ``is_rewritten`` its resize-convolutions are computed before the resize. Raises PackError for what is no
    network of such tiles, and RuntimeError, as OpenVINO does, for what is no network.
    """
    model = openvino_core().read_model(path)
    small = _shaped(model, channels, SMALL_PX)
    _check(model, small, member)
    paddings = reckoned_paddings(model)
    if not paddings and not is_rewritten:
        return model
    try:
        probes = small, _shaped(model, channels, LARGE_PX)
    except RuntimeError:
        return model  # it does not take all tiles, so it stays as it is
    if is_rewritten:
        convolve_before_resizing(model, probes)
    make_constant(paddings, probes)
    model.validate_nodes_and_infer_types()
    return model


def refusal(member: Member, reason: str) -> PackError:
    """Return what is said of a graph that is no good."""
    return PackError(f"The graph of member '{member.id}' cannot be loaded: {reason}.", EXPORT_AGAIN)


def _shaped(model: openvino.Model, channels: int, sides: tuple[int, int]) -> openvino.Model:
    probe = model.clone()
    probe.reshape([1, channels, *sides])
    return probe


def _check(model: openvino.Model, small: openvino.Model, member: Member) -> None:
    """Refuse weights that are no numbers, and a network of other inputs, other answers or giant layers."""
    constants = [node for node in model.get_ops() if node.get_type_name() == "Constant"]
    broken = [node for node in constants if node.get_element_type().is_real() and not np.isfinite(node.data).all()]
    if broken:
        name = broken[0].get_friendly_name().removesuffix(HALF)
        raise PackError(
            f"The weights of member '{member.id}' are not all numbers ({name} holds NaN or infinity).",
            "Its training failed: use another pack, or train it again.",
        )
    largest = max(math.prod(out.get_shape()) for node in small.get_ops() for out in node.outputs())
    answer = list(small.output(0).get_shape())
    if len(model.inputs) != 1 or len(model.outputs) != 1 or answer != [1, 1, *SMALL_PX]:
        raise refusal(member, f"it answers {answer} to {SMALL_PX[0]} × {SMALL_PX[1]} pixels")
    if largest > LARGEST_LAYER:
        raise refusal(member, f"one of its layers holds {largest} numbers")
