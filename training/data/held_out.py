"""Splits a single case study: whole blocks of pixels are held out for validation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from deepslide_qgis.core.errors import RasterError
from training.data.labels import IGNORE
from training.data.scenes import Scene

BLOCK_PX = 64
FEWEST_BLOCKS = 3
"""Blocks with landslides needed: one for training, two for validation."""
PART = ", part "
"""Marks the names of the parts of a divided case study."""


def held_out_parts(scene: Scene, split: str, share: float, seed: int) -> list[Scene]:
    """Return the parts of ``scene`` for ``split`` (train or validation), all other pixels labelled 255.

    Validation has two parts, each with half of the blocks: thresholds are tuned on one and scored on the other.
    """
    first, second = choose_validation_blocks(scene.label, share, seed)
    if split == "train":
        return [_keep_labels(scene, ~(first | second), scene.name)]
    return [_keep_labels(scene, inside, f"{scene.name}{PART}{n}") for n, inside in enumerate((first, second), 1)]


def choose_validation_blocks(label: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two masks (H, W) bool, each with half of the validation blocks.

    ``share`` of the blocks with landslides and of those without is held out. Blocks have 64 × 64 pixels. Raises
    RasterError if fewer than three blocks of ``label`` contain landslides.
    """
    blocks = list(_iterate_blocks(label.shape))
    with_landslides = [block for block in blocks if (label[block] == 1).any()]
    without = [block for block in blocks if block not in with_landslides and (label[block] == 0).any()]
    if len(with_landslides) < FEWEST_BLOCKS:
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


def _keep_labels(scene: Scene, inside: np.ndarray, name: str) -> Scene:
    return replace(scene, name=name, label=np.where(inside, scene.label, np.uint8(IGNORE)))


def _iterate_blocks(shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    for top in range(0, shape[0], BLOCK_PX):
        for left in range(0, shape[1], BLOCK_PX):
            yield slice(top, top + BLOCK_PX), slice(left, left + BLOCK_PX)
