"""What a comparison with an inventory answers: the engine writes it as JSON, QGIS reads it.

Areas are in m² on the ellipsoid, in pixels where the prediction has no CRS (``is_in_metres`` False). Objects are
listed by columns, entry 0 for the object of number 1. What is unknown is NaN.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

from deepslide_qgis.core.errors import EngineError
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import write_whole
from deepslide_qgis.core.scores import ObjectScores, PixelScores, SizeClass

MATCH_STATUS = "match_status"
"""The field with the outcome of a comparison, the first of its own; what stands before it was taken over."""
FOUND_SHARE = 0.5
"""A landslide is found when candidates cover at least this share of it, partly found when they cover less."""


@dataclass(frozen=True)
class Areas:
    """The areas behind the four counts of pixels."""

    tp_m2: float
    fp_m2: float
    fn_m2: float
    tn_m2: float


@dataclass(frozen=True)
class Curves:
    """What only a probability tells: scores at every threshold, and whether the probabilities are true.

    ``precision``, ``recall`` and ``f1`` belong to ``thresholds``; ``mean``, ``share`` and ``pixels`` to equal bins
    of the probability (its mean there, share of landslide pixels, number). ``best`` is chosen with hindsight.
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

    The counts that people see first: a landslide is *found* when at least half of it is covered (``FOUND_SHARE``), a
    candidate *hits* when it touches a landslide.
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
        """The most lenient rule comes first."""
        return self.rules[0]


@dataclass(frozen=True)
class Group:
    """The scores of one class of a stratum, such as slopes of 20° to 30°."""

    label: str
    scores: PixelScores


@dataclass(frozen=True)
class GroupedScores:
    """Scores by the classes of one raster."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class ObjectColumns:
    """Numbers of each landslide, or of each candidate.

    ``all_px`` counts its pixels on the grid, ``px`` and ``area_m2`` those compared, ``common_m2`` what it has in common
    with counted objects of the other side, ``partners`` their numbers, largest common area first. Where
    ``is_counted`` is False it is under the minimum mapping unit or nowhere compared.
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
    """A small picture (PNG, base64) of one object; ``number`` is the landslide's or the candidate's."""

    number: int
    area_m2: float
    png: str


@dataclass(frozen=True)
class ComparisonReport:
    """The whole answer."""

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
    """The pooled scores of a series; ``intervals`` has low and high (95 %) by score, NaN for a single case study."""

    series: str
    cases: int
    scores: PixelScores
    intervals: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class PooledAnswer:
    """All series, in the order in which they came."""

    series: tuple[PooledSeries, ...]


def write_answer(answer: Any, path: Union[str, Path]) -> None:
    """Write a frozen answer of the engine as JSON, whole or not at all; raise OSError."""
    write_whole(path, json.dumps(to_plain(answer)))


def read_answer(kind: type, path: Path) -> Any:
    """Return the answer of class ``kind`` in ``path``; raise EngineError where it is none."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"The engine's answer '{path}' cannot be read: {error}") from error
    return from_plain(kind, plain, kind.__name__, EngineError)
