"""Whether an ensemble fits into memory; where it does not, its members take turns (see ``loaded_members``)."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path

from deepslide_qgis.core.precision import FLOAT32
from deepslide_qgis.engine.process.memory import memory_bytes

TIMES_ITS_WEIGHTS = 2.5
"""What a loaded member holds, over its weights in float32: as they are, and as the runtime lays them out."""
ON_A_CARD, SHORTER_ON_A_CARD = 1.2, 0.7
"""The same with CUDA, which lays nothing out, in float32 and in numbers half as long."""
WORK_BYTES = 400 << 20
"""What one member needs beside that while it runs: its layers for a tile."""
USABLE_SHARE = 0.8
"""Of the memory that is free; the rest is QGIS's and the raster's."""
HEADER_BYTES = 8
MOST_HEADER_BYTES = 100 << 20


def has_room(weights: Iterable[Path], device: str, precision: str = FLOAT32) -> bool:
    """Tell whether members with these safetensors files fit together into what is free for ``device``.

    Where nobody tells how much that is, they do.
    """
    needed = times_its_weights(device, precision) * sum(map(float32_bytes, weights)) + WORK_BYTES
    free = _free_bytes(device)
    return not free or needed <= free * USABLE_SHARE


def times_its_weights(device: str, precision: str) -> float:
    """Return what a loaded member holds on ``device``, over its weights in float32."""
    if not device.startswith("cuda"):
        return TIMES_ITS_WEIGHTS
    return ON_A_CARD if precision == FLOAT32 else SHORTER_ON_A_CARD


def float32_bytes(weights: Path) -> int:
    """Return what the numbers in a safetensors file take in float32; 0 for a file that is none, or is not there."""
    try:
        with open(weights, "rb") as file:
            size = int.from_bytes(file.read(HEADER_BYTES), "little")
            header = json.loads(file.read(min(size, MOST_HEADER_BYTES)))
        return 4 * sum(math.prod(told["shape"]) for name, told in header.items() if name != "__metadata__")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0  # told by the check of the pack, which loading begins with


def _free_bytes(device: str) -> int:
    torch = sys.modules.get("torch")
    if device.startswith("cuda") and torch is not None:
        return torch.cuda.mem_get_info(device)[0]
    return memory_bytes()[1]
