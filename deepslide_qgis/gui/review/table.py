"""Table of the candidates' attributes, read once from the layer and updated when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import (
    QgsDistanceArea,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsUnitTypes,
    QgsVectorLayer,
)

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import field_index, null_to_none

NUMBERS = (
    "area_m2", "p_mean", "p_max", "p_std", "n_members_agree", "members", "threshold",
    "slope_mean", "aspect_mean", "height_drop", "mapped_share",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """One row: number, status, centre of the bounding box (layer's CRS), attributes; None is unknown."""

    fid: int
    number: Optional[int]
    status: ReviewStatus
    x: float
    y: float
    area_m2: Optional[float] = None
    p_mean: Optional[float] = None
    p_max: Optional[float] = None
    p_std: Optional[float] = None
    n_members_agree: Optional[float] = None
    members: Optional[int] = None
    threshold: Optional[float] = None
    slope_mean: Optional[float] = None
    aspect_mean: Optional[float] = None
    height_drop: Optional[float] = None
    mapped_share: Optional[float] = None
    review_date: str = ""


class CandidateTable:
    """The candidates of a layer by feature id."""

    def __init__(self, layer: QgsVectorLayer):
        self._layer = layer
        self.rows: dict[int, Candidate] = {}
        self.reload()

    def reload(self) -> None:
        """Read the whole layer again."""
        self._places = {name: field_index(self._layer, name) for name in (*NUMBERS, "review_status", "review_date")}
        self._number = self._layer.fields().indexFromName("id")
        self._ruler = make_ruler(self._layer)
        self.rows = {feature.id(): self._read_row(feature) for feature in self._layer.getFeatures(self._request())}

    def update(self, fids: Iterable[int]) -> None:
        """Read the candidates ``fids`` again; remove those that are gone."""
        wanted = list(fids)
        for fid in wanted:
            self.rows.pop(fid, None)
        for feature in self._layer.getFeatures(self._request().setFilterFids(wanted)):
            self.rows[feature.id()] = self._read_row(feature)

    def _request(self) -> QgsFeatureRequest:
        places = [place for place in (*self._places.values(), self._number) if place >= 0]
        return QgsFeatureRequest().setSubsetOfAttributes(places)

    def _read_row(self, feature: QgsFeature) -> Candidate:
        centre = feature.geometry().boundingBox().center()
        number = self._read_value(feature, self._number)
        numbers = {name: _parse_number(self._read_value(feature, self._places[name])) for name in NUMBERS}
        if numbers["area_m2"] is None:
            numbers["area_m2"] = area_m2(self._ruler, feature.geometry())
        return Candidate(
            fid=feature.id(),
            number=feature.id() if number is None else number,
            status=ReviewStatus.of(self._read_value(feature, self._places["review_status"])),
            x=centre.x(),
            y=centre.y(),
            review_date=str(self._read_value(feature, self._places["review_date"]) or ""),
            **numbers,
        )

    @staticmethod
    def _read_value(feature: QgsFeature, place: int) -> Any:
        return null_to_none(feature.attribute(place)) if place >= 0 else None


def _parse_number(value: Any) -> Optional[float]:
    """Return ``value`` as a number, also from text as in CSV files; None if it is not a number."""
    try:
        return value if value is None or isinstance(value, (int, float)) else float(value)
    except (TypeError, ValueError):
        return None


def make_ruler(layer: QgsVectorLayer) -> Optional[QgsDistanceArea]:
    """Return an object that measures on the ellipsoid; None if the layer has no CRS."""
    if not layer.crs().isValid():
        return None
    distances = QgsDistanceArea()
    distances.setSourceCrs(layer.crs(), QgsProject.instance().transformContext())
    distances.setEllipsoid(layer.crs().ellipsoidAcronym() or "EPSG:7030")
    return distances


def area_m2(distances: Optional[QgsDistanceArea], outline: QgsGeometry) -> Optional[float]:
    """Return the area of an outline on the ellipsoid, None if it cannot be measured."""
    if distances is None or outline.isNull():
        return None
    return distances.convertAreaMeasurement(distances.measureArea(outline), QgsUnitTypes.AreaUnit.AreaSquareMeters)
