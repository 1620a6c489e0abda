"""Areas of landslides and candidates and of their intersections, from two rasters of object numbers.

Counted strip by strip: memory grows with the number of objects, not of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np


@dataclass(frozen=True)
class Overlaps:
    """Objects and their common areas.

    ``landslide_m2`` (L + 1,) and ``candidate_m2`` (C + 1,) are areas by object number, entry 0 unused (0). ``pairs``
    (P, 2) int64 lists (landslide, candidate), ``pair_m2`` (P,) their common area. Without a CRS areas are in pixels.
    """

    landslide_m2: np.ndarray
    candidate_m2: np.ndarray
    pairs: np.ndarray
    pair_m2: np.ndarray

    def at_least(self, minimum_m2: float) -> Overlaps:
        """Return the overlaps without objects under ``minimum_m2`` on either side."""
        landslides = np.where(self.landslide_m2 < minimum_m2 * (1 - 1e-9), 0, self.landslide_m2)
        candidates = np.where(self.candidate_m2 < minimum_m2 * (1 - 1e-9), 0, self.candidate_m2)
        is_counted = (landslides[self.pairs[:, 0]] > 0) & (candidates[self.pairs[:, 1]] > 0)
        return Overlaps(landslides, candidates, self.pairs[is_counted], self.pair_m2[is_counted])

    @property
    def landslides(self) -> int:
        return int((self.landslide_m2 > 0).sum())

    @property
    def candidates(self) -> int:
        return int((self.candidate_m2 > 0).sum())

    @property
    def covered_m2(self) -> np.ndarray:
        """Return the area (L + 1,) of each landslide under any candidate."""
        return np.bincount(self.pairs[:, 0], self.pair_m2, len(self.landslide_m2))

    @property
    def mapped_m2(self) -> np.ndarray:
        """Return the area (C + 1,) of each candidate on any landslide."""
        return np.bincount(self.pairs[:, 1], self.pair_m2, len(self.candidate_m2))

    @property
    def iou(self) -> np.ndarray:
        """Return the intersection over union (P,) of the pairs."""
        both = self.landslide_m2[self.pairs[:, 0]] + self.candidate_m2[self.pairs[:, 1]]
        return self.pair_m2 / (both - self.pair_m2)


class OverlapTally:
    """Accumulates areas over the strips of a raster with ``landslides`` and ``candidates`` objects."""

    def __init__(self, landslides: int, candidates: int):
        self._landslide_m2 = np.zeros(landslides + 1)
        self._candidate_m2 = np.zeros(candidates + 1)
        self._pairs: dict[int, float] = {}

    def add(self, landslide_ids: np.ndarray, candidate_ids: np.ndarray, area_m2: np.ndarray) -> None:
        """Count pixels, given as arrays of one shape: object numbers (0 none) and the area of each pixel.

        Pixels without data must be left out, or have the number 0 in both.
        """
        for sums, ids in ((self._landslide_m2, landslide_ids), (self._candidate_m2, candidate_ids)):
            is_object = ids > 0
            sums += np.bincount(ids[is_object], area_m2[is_object], len(sums))
        both = (landslide_ids > 0) & (candidate_ids > 0)
        keys = landslide_ids[both].astype(np.int64) * len(self._candidate_m2) + candidate_ids[both]
        names, places = np.unique(keys, return_inverse=True)
        for key, area in zip(names.tolist(), np.bincount(places, area_m2[both], len(names)).tolist(), strict=True):
            self._pairs[key] = self._pairs.get(key, 0.0) + area

    def overlaps(self) -> Overlaps:
        """Return the accumulated overlaps, pairs ordered by number."""
        keys = np.array(sorted(self._pairs), np.int64)
        pairs = np.stack(np.divmod(keys, len(self._candidate_m2)), axis=1)
        areas = np.array([self._pairs[key] for key in keys.tolist()])
        return Overlaps(self._landslide_m2, self._candidate_m2, pairs.reshape(-1, 2), areas)


def compute_overlaps(
    landslide_ids: np.ndarray, candidate_ids: np.ndarray, area_m2: Optional[np.ndarray] = None
) -> Overlaps:
    """Return the overlaps of two whole rasters of object numbers (h, w); the default pixel area is 1."""
    area = np.ones(landslide_ids.shape) if area_m2 is None else np.broadcast_to(area_m2, landslide_ids.shape)
    tally = OverlapTally(int(landslide_ids.max(initial=0)), int(candidate_ids.max(initial=0)))
    tally.add(landslide_ids, candidate_ids, area)
    return tally.overlaps()
