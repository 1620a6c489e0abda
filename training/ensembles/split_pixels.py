"""The labelled pixels of a split with what every member predicts there, read block by block from disk.

Ninety members times tens of millions of pixels are never in memory at once: whoever counts, counts block by block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels

BLOCK_PX = 2_000_000


@dataclass(frozen=True)
class Block:
    """Pixels ``start`` to ``stop`` of a split; ``chosen`` (stop − start,) bool leaves some out, None takes all.

    ``label`` (n,) bool and ``group`` (n,) int32 are those of the n chosen pixels.
    """

    start: int
    stop: int
    chosen: Optional[np.ndarray]
    label: np.ndarray
    group: np.ndarray


@dataclass(frozen=True)
class SplitPixels:
    """Labels (N,) bool, groups (N,) int32 with their names, and probabilities (N,) float16 or float32 by member id.

    A group is a case study or a tile. ``chosen_groups`` (bool, one per name) restricts all reading to some of them.
    ``recorded``: F1 by member id that others recorded on this split; where given, members are ranked by it.
    """

    label: np.ndarray
    group: np.ndarray
    names: tuple[str, ...]
    probabilities: Mapping[str, np.ndarray]
    chosen_groups: Optional[np.ndarray] = None
    recorded: Optional[Mapping[str, float]] = None

    def part(self, groups: np.ndarray) -> SplitPixels:
        """Return the pixels of the groups with the numbers ``groups`` only."""
        chosen = np.zeros(len(self.names), bool)
        chosen[groups] = True
        return replace(self, chosen_groups=chosen)

    def blocks(self, block_px: int = BLOCK_PX) -> Iterator[Block]:
        """Yield the chosen pixels in order, at most ``block_px`` at a time."""
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
        """Return the counts of one member over all chosen pixels."""
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


def in_order(counts: Mapping[int, PixelCounts]) -> Sequence[PixelCounts]:
    """Return the counts in the order of their groups."""
    return [counts[group] for group in sorted(counts)]
