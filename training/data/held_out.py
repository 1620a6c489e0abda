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
FEWEST = 3
"""Blocks with landslides: one to learn from, two to be judged by."""
PART = ", part "
"""Stands in the names of what one case study was divided into."""


def parts_of(scene: Scene, split: str, share: float, seed: int) -> list[Scene]:
    """Return what of ``scene`` is for ``split`` (train or validation), the rest with label 255.

    For validation there are two, each with half of the blocks: thresholds are tuned on one and scored on the other.
    """
    first, second = held_out(scene.label, share, seed)
    if split == "train":
        return [_only(scene, ~(first | second), scene.name)]
    return [_only(scene, kept, f"{scene.name}{PART}{n}") for n, kept in enumerate((first, second), 1)]


def held_out(label: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return twice (H, W) bool: halves of the blocks for validation, ``share`` of those with and without landslides.

    Blocks have 64 × 64 pixels. Raises RasterError where fewer than three blocks of ``label`` hold landslides.
    """
    blocks = list(_blocks(label.shape))
    with_landslides = [block for block in blocks if (label[block] == 1).any()]
    without = [block for block in blocks if block not in with_landslides and (label[block] == 0).any()]
    if len(with_landslides) < FEWEST:
        raise RasterError(
            "One case study with all its landslides in one place cannot be split into training and validation.",
            "Review more of it, add another case study, or name a folder of its own for validation.",
        )
    random = np.random.default_rng(seed)
    halves = np.zeros(label.shape, bool), np.zeros(label.shape, bool)
    for group in (with_landslides, without):
        count = min(max(math.ceil(share * len(group)), 2), max(len(group) - 1, 0))
        for place, number in enumerate(random.permutation(len(group))[:count]):
            halves[place % 2][group[number]] = True
    return halves


def _only(scene: Scene, kept: np.ndarray, name: str) -> Scene:
    return replace(scene, name=name, label=np.where(kept, scene.label, np.uint8(IGNORE)))


def _blocks(shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    for top in range(0, shape[0], BLOCK_PX):
        for left in range(0, shape[1], BLOCK_PX):
            yield slice(top, top + BLOCK_PX), slice(left, left + BLOCK_PX)
