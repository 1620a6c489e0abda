"""The labelled pixels of a split with the predictions of every member, read from disk block by block.

Ninety members at tens of millions of pixels do not fit in memory, so all counting is done block by block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels

BLOCK_PX = 2_000_000


@dataclass(frozen=True)
class Block:
    """Pixels ``start`` to ``stop`` of a split; ``chosen`` (stop − start,) bool selects some of them, None all.

    ``label`` (n,) bool and ``group`` (n,) int32 belong to the n selected pixels.
    """

    start: int
    stop: int
    chosen: Optional[np.ndarray]
    label: np.ndarray
    group: np.ndarray


@dataclass(frozen=True)
class SplitPixels:
    """Labels (N,) bool, groups (N,) int32 with their names, and probabilities (N,) float16 or float32 by member id.

    A group is a case study or a tile. ``chosen_groups`` (bool, one per name) restricts all reading to some groups.
    ``recorded``: F1 by member id from the logs of others; if given, members are ranked by it.
    """

    label: np.ndarray
    group: np.ndarray
    names: tuple[str, ...]
    probabilities: Mapping[str, np.ndarray]
    chosen_groups: Optional[np.ndarray] = None
    recorded: Optional[Mapping[str, float]] = None

    def part(self, groups: np.ndarray) -> SplitPixels:
        """Return the pixels of the given group numbers only."""
        chosen = np.zeros(len(self.names), bool)
        chosen[groups] = True
        return replace(self, chosen_groups=chosen)

    def blocks(self, block_px: int = BLOCK_PX) -> Iterator[Block]:
        """Yield the selected pixels in order, at most ``block_px`` at a time."""
        for start in range(0, len(self.label), block_px):
            stop = min(start + block_px, len(self.label))
            label, group = self.label[start:stop], self.group[start:stop]
            if self.chosen_groups is None:
                yield Block(start, stop, None, label, group)
                continue
            chosen = self.chosen_groups[group]
            if chosen.any():
                yield Block(start, stop, chosen, label[chosen], group[chosen])

    def read(self, member: str, block: Block) -> np.ndarray:
        """Return the probabilities (n,) float32 of ``member`` at the pixels of ``block``."""
        values = np.asarray(self.probabilities[member][block.start : block.stop])
        return (values if block.chosen is None else values[block.chosen]).astype(np.float32)

    def count(self, member: str) -> PixelCounts:
        """Return the counts of one member over all selected pixels."""
        counts = PixelCounts.none()
        for block in self.blocks():
            counts += count_pixels(self.read(member, block), block.label)
        return counts


def count_by_group(values: np.ndarray, block: Block, counts: dict[int, PixelCounts]) -> None:
    """Add the pixels of ``block`` with the probabilities ``values`` (n,) to the ``counts`` of their groups."""
    edges = [0, *(np.flatnonzero(np.diff(block.group)) + 1).tolist(), len(block.group)]
    for start, stop in zip(edges[:-1], edges[1:]):
        if stop > start:
            group = int(block.group[start])
            found = count_pixels(values[start:stop], block.label[start:stop])
            counts[group] = counts[group] + found if group in counts else found
