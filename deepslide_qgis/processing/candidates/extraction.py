"""Candidates from a probability raster: polygonise, shape, filter by area, measure, sort by size."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeedback,
    QgsFields,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
)

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.request import check_threshold
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.processing.candidates.fields import candidate_feature, candidate_fields
from deepslide_qgis.processing.candidates.inventory import MappedPolygons
from deepslide_qgis.processing.candidates.minimum_area import sufficient_px
from deepslide_qgis.processing.candidates.polygons import polygonise
from deepslide_qgis.processing.candidates.ruler import Ruler, size_sort_key
from deepslide_qgis.processing.candidates.shaping import Shaping, merge_and_fill, shape_outline
from deepslide_qgis.processing.candidates.terrain import Terrain
from deepslide_qgis.processing.candidates.zones import Statistics, Zones, have_same_grid
from deepslide_qgis.processing.rasters.gdal_calls import bounded_cache, cancellable
from deepslide_qgis.processing.rasters.raster_source import RasterSource
from deepslide_qgis.processing.translation import translate

LARGEST_PROBABILITY = 1.001
"""Blending and resampling may exceed 1 slightly."""


@dataclass(frozen=True)
class Extraction:
    """Input of the extraction: rasters on one grid, threshold, options, and facts about the prediction.

    ``min_area_m2`` is in pixels for a raster without a CRS; None means four pixels.
    """

    probability: RasterSource
    threshold: float
    min_area_m2: Optional[float] = None
    spread: Optional[str] = None
    agreement: Optional[str] = None
    members: Optional[int] = None
    model_id: Optional[str] = None
    shaping: Shaping = field(default_factory=Shaping)
    dem: Optional[RasterSource] = None
    inventory: Optional[QgsProcessingFeatureSource] = None

    def __post_init__(self) -> None:
        check_threshold(self.threshold)


@dataclass(frozen=True)
class Candidates:
    """The features found and their total area; ``area_m2`` is None without a CRS."""

    features: list[QgsFeature]
    fields: QgsFields
    crs: QgsCoordinateReferenceSystem
    area_px: int
    area_m2: Optional[float]


def extract_candidates(
    extraction: Extraction, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback, begin: float
) -> Candidates:
    """Return the candidates; the progress bar goes from ``begin`` to 100. Raises a DeepSlideError."""
    with bounded_cache():
        return _extract(extraction, scratch, context, feedback, begin)


def _extract(
    extraction: Extraction, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback, begin: float
) -> Candidates:
    source = extraction.probability
    if not source.crs.isValid():
        feedback.pushWarning(
            translate("The raster has no CRS: areas are in pixels, and so are the minimum area and the distances.")
        )
    middle = begin + (100 - begin) / 2
    ruler = Ruler(source, context)
    px = 0 if extraction.shaping.can_enlarge else sufficient_px(source, ruler, extraction.min_area_m2)
    shapes = polygonise(source.path, extraction.threshold, feedback, begin, middle, px)
    shapes = merge_and_fill(shapes, extraction.shaping, ruler.scale, feedback)
    large_enough = [
        shape for shape in cancellable(shapes, feedback) if ruler.is_large_enough(shape, extraction.min_area_m2)
    ]
    describe = _CandidateDescriber(extraction, ruler, large_enough, scratch, context, feedback)
    found = []
    for i in cancellable(range(len(large_enough)), feedback):
        found.append(describe(i))
        feedback.setProgress(middle + (100 - middle) * (i + 1) / len(large_enough))
    return _number_candidates(found, extraction, feedback)


class _CandidateDescriber:
    """Returns final geometry and field values of a polygon, by its index in ``shapes``."""

    def __init__(
        self,
        extraction: Extraction,
        ruler: Ruler,
        shapes: list[QgsGeometry],
        scratch: Path,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ):
        source = extraction.probability
        self._extraction, self._ruler, self._shapes, self._feedback = extraction, ruler, shapes, feedback
        self._zones = Zones(source, shapes, str(scratch / "zones.tif"), feedback)
        self._probability = self._probability_statistics()
        self._spread = self._statistics_of(extraction.spread)
        self._agreement = self._statistics_of(extraction.agreement)
        self._terrain = self._load_terrain(extraction.dem, scratch, context) if extraction.dem and shapes else None
        self._mapped = self._load_inventory(extraction.inventory, context) if extraction.inventory else None

    def __call__(self, i: int) -> tuple[QgsGeometry, dict[str, Any]]:
        extraction, ruler, shape = self._extraction, self._ruler, self._shapes[i]
        values = {
            "area_px": ruler.pixels(shape),
            "p_mean": self._probability[i].mean,
            "p_max": self._probability[i].maximum,
            "p_std": self._spread[i].mean if self._spread else None,
            "n_members_agree": self._agreeing_members(i),
            "members": extraction.members,
            "threshold": extraction.threshold,
            "model_id": extraction.model_id,
            "review_status": ReviewStatus.CANDIDATE.value,
        }
        values.update(self._terrain.describe(i) if self._terrain else {})
        if self._mapped:
            values["mapped_share"] = self._mapped.share(shape)
        outline = shape_outline(shape, extraction.shaping, ruler.scale)
        values["area_m2"] = ruler.area_m2(outline)
        values["perimeter_m"] = ruler.perimeter_m(outline)
        return outline, values

    def _load_terrain(self, dem: RasterSource, scratch: Path, context: QgsProcessingContext) -> Optional[Terrain]:
        """Return slopes and heights; None, with a warning, if the DEM has none."""
        crs, pixel_m = self._extraction.probability.crs, self._ruler.pixel_m or 1.0
        if not crs.isValid():
            text = translate("The raster has no CRS, so the DEM cannot be laid under it: no slopes.")
            self._feedback.pushWarning(text)
            return None
        terrain = Terrain(dem, self._shapes, crs, pixel_m, scratch, context, self._feedback)
        if terrain.has_heights:
            return terrain
        text = translate(
            "The DEM '{}' has no heights where the candidates lie: their slopes and heights stay empty. "
            "Check that both show the same place, and the CRS of both."
        )
        self._feedback.pushWarning(text.format(dem.name))
        return None

    def _load_inventory(
        self, inventory: QgsProcessingFeatureSource, context: QgsProcessingContext
    ) -> Optional[MappedPolygons]:
        """Return the mapped polygons; None, with a warning, if the inventory is elsewhere."""
        source = self._extraction.probability
        mapped = MappedPolygons(inventory, source.crs, source.extent, context)
        if not mapped.is_elsewhere:
            return mapped
        text = translate(
            "The inventory '{}' does not touch the raster: the share of candidates that is mapped (mapped_share) stays "
            "empty. Check that both show the same place, and the CRS of both."
        )
        self._feedback.pushWarning(text.format(inventory.sourceName()))
        return None

    def _probability_statistics(self) -> list[Statistics]:
        path = self._extraction.probability.path
        found = self._zones.statistics(path, self._feedback)
        highest = max((each.maximum for each in found if each.maximum is not None), default=0)
        if highest > LARGEST_PROBABILITY:
            raise RasterError(
                f"'{path}' holds values above 1, such as {highest:.4g}: no probabilities.",
                "Choose a probability raster; divide per cent by 100.",
            )
        return found

    def _statistics_of(self, path: Optional[str]) -> Optional[list[Statistics]]:
        if path is None:
            return None
        if not have_same_grid(path, self._extraction.probability.path):
            raise RasterError(
                f"'{path}' lies on another grid than the probability (CRS, position or size).",
                "Choose the rasters of one prediction.",
            )
        return self._zones.statistics(path, self._feedback)

    def _agreeing_members(self, i: int) -> Optional[float]:
        if not self._agreement or not self._extraction.members:
            return None
        share = self._agreement[i].mean
        return None if share is None else share * self._extraction.members


def _number_candidates(
    found: list[tuple[QgsGeometry, dict[str, Any]]], extraction: Extraction, feedback: QgsFeedback
) -> Candidates:
    fields = candidate_fields(extraction.dem is not None, extraction.inventory is not None)
    crs = extraction.probability.crs
    found.sort(key=lambda candidate: size_sort_key(candidate[0], candidate[1]["area_m2"] or candidate[1]["area_px"]))
    features = [
        candidate_feature(geometry, {**values, "id": number}, fields)
        for number, (geometry, values) in enumerate(cancellable(found, feedback), 1)
    ]
    area_m2 = sum(values["area_m2"] for _, values in found) if crs.isValid() else None
    return Candidates(features, fields, crs, sum(values["area_px"] for _, values in found), area_m2)
