"""Estimate whether all members of an ensemble fit into memory together (see ``member_cache``)."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path

from deepslide_qgis.core.precision import FLOAT32
from deepslide_qgis.engine.process.memory import memory_bytes

CPU_FACTOR = 2.5
"""Memory of a loaded member over its weights in float32: the weights, and the runtime's own layout of them."""
CUDA_FLOAT32_FACTOR, CUDA_HALF_FACTOR = 1.2, 0.7
"""The same with CUDA, which keeps no second layout, in float32 and in half precision."""
BUFFER_BYTES = 400 << 20
"""Memory of one running member beside that: its layers for a tile."""
USABLE_SHARE = 0.8
"""Share of the free memory that members may take; the rest is for QGIS and the raster."""
LENGTH_BYTES = 8
MAX_HEADER_BYTES = 100 << 20


def fit_in_memory(weights: Iterable[Path], device: str, precision: str = FLOAT32) -> bool:
    """Return True if members with these safetensors files fit into the free memory of ``device``, or it is unknown."""
    needed = weights_factor(device, precision) * sum(map(float32_bytes, weights)) + BUFFER_BYTES
    free = _free_bytes(device)
    return not free or needed <= free * USABLE_SHARE


def weights_factor(device: str, precision: str) -> float:
    """Return the memory of a loaded member on ``device`` over its weights in float32."""
    if not device.startswith("cuda"):
        return CPU_FACTOR
    return CUDA_FLOAT32_FACTOR if precision == FLOAT32 else CUDA_HALF_FACTOR


def float32_bytes(weights: Path) -> int:
    """Return the size in float32 of a safetensors file's tensors; 0 for a broken file, which loading reports."""
    try:
        with open(weights, "rb") as file:
            size = int.from_bytes(file.read(LENGTH_BYTES), "little")
            header = json.loads(file.read(min(size, MAX_HEADER_BYTES)))
        return 4 * sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0


def _free_bytes(device: str) -> int:
    torch = sys.modules.get("torch")
    if device.startswith("cuda") and torch is not None:
        return torch.cuda.mem_get_info(device)[0]
    return memory_bytes()[1]
