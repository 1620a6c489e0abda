"""The result of a comparison with an inventory: the engine writes it as JSON, QGIS reads it.

Areas are in m² on the ellipsoid, or in pixels if the prediction has no CRS (``is_in_metres`` False). Objects are stored
as columns; entry 0 belongs to object number 1. Unknown values are NaN.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

from deepslide_qgis.core.errors import EngineError
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import write_atomically
from deepslide_qgis.core.scores import ObjectScores, PixelScores, SizeClass

MATCH_STATUS = "match_status"
"""The field with the outcome, first of the fields added by a comparison; earlier fields come from the input layer."""
FOUND_SHARE = 0.5
"""A landslide is found if candidates cover at least this share of its area, partly found if they cover less."""


@dataclass(frozen=True)
class Areas:
    """The areas of true and false positives and negatives."""

    tp_m2: float
    fp_m2: float
    fn_m2: float
    tn_m2: float


@dataclass(frozen=True)
class Curves:
    """Scores at every threshold, and the calibration of the probabilities; not available for masks.

    ``precision``, ``recall`` and ``f1`` belong to ``thresholds``. ``mean`` (mean probability), ``share`` (share of
    landslide pixels) and ``pixels`` (count) belong to equal bins of the probability. ``best`` are the scores at the
    threshold with the highest F1 on this very inventory.
    """

    thresholds: tuple[float, ...]
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    best: PixelScores
    average_precision: float
    brier: float
    calibration_error: float
    mean: tuple[float, ...]
    share: tuple[float, ...]
    pixels: tuple[int, ...]


@dataclass(frozen=True)
class Objects:
    """Scores of landslides and candidates of at least the minimum mapping unit.

    Headline counts: a landslide is *found* if at least half of its area is covered (``FOUND_SHARE``), a candidate
    *hits* if it touches a landslide.
    """

    rules: tuple[ObjectScores, ...]
    sizes: tuple[SizeClass, ...]
    panoptic_quality: float
    splits: int
    merges: int
    mapped_m2: float
    predicted_m2: float
    common_m2: float

    @property
    def landslides(self) -> int:
        return sum(size.landslides for size in self.sizes)

    @property
    def found(self) -> int:
        return sum(size.found for size in self.sizes)

    @property
    def touched(self) -> int:
        return sum(size.touched for size in self.sizes)

    @property
    def candidates(self) -> int:
        return self._any_overlap.candidates

    @property
    def hits(self) -> int:
        return self._any_overlap.hits

    @property
    def _any_overlap(self) -> ObjectScores:
        """Return the scores under the most lenient rule, which is the first."""
        return self.rules[0]


@dataclass(frozen=True)
class Group:
    """The scores of one class of a stratum, such as slopes of 20° to 30°."""

    label: str
    scores: PixelScores


@dataclass(frozen=True)
class GroupedScores:
    """Scores per class of one stratum raster."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class ObjectColumns:
    """Measurements of every landslide, or of every candidate, as columns.

    ``all_px`` counts an object's pixels on the grid, ``px`` and ``area_m2`` the compared pixels. ``common_m2`` is the
    area shared with counted objects of the other side; ``partners`` are the numbers of those objects, largest shared
    area first. ``is_counted`` is False for objects below the minimum mapping unit or without compared pixels.
    """

    all_px: tuple[int, ...]
    px: tuple[int, ...]
    area_m2: tuple[float, ...]
    common_m2: tuple[float, ...]
    best_iou: tuple[float, ...]
    p_mean: tuple[float, ...]
    p_max: tuple[float, ...]
    is_counted: tuple[bool, ...]
    partners: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A small image (PNG, base64) of one object; ``number`` is that of the landslide or the candidate."""

    number: int
    area_m2: float
    png: str


@dataclass(frozen=True)
class ComparisonReport:
    """The complete result of a comparison."""

    threshold: float
    minimum_m2: float
    pixel_m2: float
    is_in_metres: bool
    is_mask: bool
    pixels: PixelScores
    areas: Areas
    objects: Objects
    landslides: ObjectColumns
    candidates: ObjectColumns
    curves: Optional[Curves] = None
    member: Optional[PixelScores] = None
    strata: tuple[GroupedScores, ...] = ()
    misses: tuple[Picture, ...] = ()
    false_alarms: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class PooledSeries:
    """The pooled scores of a series; ``intervals`` has (low, high) at 95 % by score, NaN for a single case study."""

    series: str
    cases: int
    scores: PixelScores
    intervals: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class PooledAnswer:
    """All series, in input order."""

    series: tuple[PooledSeries, ...]


def write_answer(answer: Any, path: Union[str, Path]) -> None:
    """Write an answer of the engine as JSON, completely or not at all; raise OSError."""
    write_atomically(path, json.dumps(to_plain(answer)))


def read_answer(kind: type, path: Path) -> Any:
    """Return the answer of class ``kind`` in ``path``; raise EngineError if the file holds none."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"The engine's answer '{path}' cannot be read: {error}") from error
    return from_plain(kind, plain, kind.__name__, EngineError)
