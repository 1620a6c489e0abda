"""Measurements of each landslide or candidate, accumulated strip by strip: pixels, probability, bounding box."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.comparison import ObjectColumns
from deepslide_qgis.engine.comparison.overlaps import Overlaps


class ObjectTally:
    """Counts the objects 1 … ``count`` of one side."""

    def __init__(self, count: int):
        self._all_px = np.zeros(count + 1, np.int64)
        self._px = np.zeros(count + 1, np.int64)
        self._p_sum = np.zeros(count + 1)
        self._p_max = np.full(count + 1, -np.inf)
        self.boxes = np.empty((count + 1, 4), np.int64)
        """(first row, first column, last row, last column) of each object's compared pixels."""
        self.boxes[:] = np.iinfo(np.int64).max, np.iinfo(np.int64).max, -1, -1

    def add(self, ids: np.ndarray, probability: np.ndarray, top: int) -> None:
        """Count the rows from ``top`` on: ``ids`` (h, w) and ``probability`` (h, w), NaN where not compared."""
        rows, columns = np.nonzero(ids)
        numbers, values = ids[rows, columns], probability[rows, columns]
        self._all_px += np.bincount(numbers, minlength=len(self._all_px))
        known = np.isfinite(values)
        numbers, values, rows, columns = numbers[known], values[known], rows[known] + top, columns[known]
        self._px += np.bincount(numbers, minlength=len(self._px))
        self._p_sum += np.bincount(numbers, values, len(self._p_sum))
        np.maximum.at(self._p_max, numbers, values)
        for side, extreme, places in (
            (0, np.minimum, rows), (1, np.minimum, columns), (2, np.maximum, rows), (3, np.maximum, columns)
        ):  # fmt: skip
            extreme.at(self.boxes[:, side], numbers, places)

    def columns(self, overlaps: Overlaps, counted: Overlaps, side: int) -> ObjectColumns:
        """Return the measurements of all objects; ``side`` 0 for landslides, 1 for candidates."""
        area = (overlaps.landslide_m2, overlaps.candidate_m2)[side]
        counted_area = (counted.landslide_m2, counted.candidate_m2)[side]
        common = (counted.covered_m2, counted.mapped_m2)[side]
        best, partners = _find_partners(counted, side, len(area))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self._p_sum / self._px
        p_max = np.where(self._px > 0, self._p_max, np.nan)
        return ObjectColumns(
            all_px=tuple(self._all_px[1:].tolist()),
            px=tuple(self._px[1:].tolist()),
            area_m2=tuple(area[1:].tolist()),
            common_m2=tuple(common[1:].tolist()),
            best_iou=tuple(best[1:].tolist()),
            p_mean=tuple(mean[1:].tolist()),
            p_max=tuple(p_max[1:].tolist()),
            is_counted=tuple((counted_area[1:] > 0).tolist()),
            partners=tuple(map(tuple, partners[1:])),
        )


def _find_partners(overlaps: Overlaps, side: int, count: int) -> tuple[np.ndarray, list[list[int]]]:
    """Return the best IoU of each object, and the numbers of its overlapping objects, largest common area first."""
    best = np.zeros(count)
    np.maximum.at(best, overlaps.pairs[:, side], overlaps.iou)
    partners: list[list[int]] = [[] for _ in range(count)]
    for position in np.argsort(-overlaps.pair_m2, kind="stable").tolist():
        partners[overlaps.pairs[position, side]].append(int(overlaps.pairs[position, 1 - side]))
    return best, partners
