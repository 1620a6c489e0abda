"""One case study alone, for training and validation: whole blocks of it are kept for validation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from deepslide_qgis.core.errors import RasterError
from training.data.labels import IGNORE
from training.data.scenes import Scene

BLOCK_PX = 64


def part_of(scene: Scene, split: str, share: float, seed: int) -> Scene:
    """Return ``scene`` with label 255 in the blocks that are not for ``split`` (train or validation)."""
    kept = held_out(scene.label, share, seed)
    return replace(scene, label=np.where(kept if split == "validation" else ~kept, scene.label, np.uint8(IGNORE)))


def held_out(label: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Return (H, W) bool: the blocks of 64 × 64 pixels for validation, ``share`` of those with and without landslides.

    Raises RasterError where fewer than two blocks of ``label`` hold landslides.
    """
    blocks = list(_blocks(label.shape))
    with_landslides = [block for block in blocks if (label[block] == 1).any()]
    without = [block for block in blocks if block not in with_landslides and (label[block] == 0).any()]
    if len(with_landslides) < 2:
        raise RasterError(
            "One case study with all its landslides in one place cannot be split into training and validation.",
            "Review more of it, add another case study, or name a folder of its own for validation.",
        )
    random = np.random.default_rng(seed)
    kept = np.zeros(label.shape, bool)
    for group in (with_landslides, without):
        count = min(math.ceil(share * len(group)), max(len(group) - 1, 0))
        for number in random.permutation(len(group))[:count]:
            kept[group[number]] = True
    return kept


def _blocks(shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    for top in range(0, shape[0], BLOCK_PX):
        for left in range(0, shape[1], BLOCK_PX):
            yield slice(top, top + BLOCK_PX), slice(left, left + BLOCK_PX)
