"""Outlines that a geologist mends: reshaped or split with QGIS's tools, merged, drawn. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsFeature, QgsGeometry, QgsUnitTypes, QgsVectorLayer, QgsVectorLayerUtils, QgsWkbTypes

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review import DRAWN, ReviewStatus
from deepslide_qgis.gui.review.edits import Edit, begin
from deepslide_qgis.gui.review.fields import field_index
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.table import area_m2, ruler
from deepslide_qgis.gui.translation import tr


def keep_shapes(review: Review, status: ReviewStatus, values: Mapping[str, Any], is_own_session: bool) -> Edit:
    """Commit what QGIS's tools changed: every outline that changed or came gets ``status`` and new measures.

    ``values`` describe the landslide, all its parts. Raises ReviewError.
    """
    layer, about = review.layer, review.current_fid
    buffer = layer.editBuffer()
    came = list(buffer.addedFeatures())
    number = _next_number(review)
    for fid in {*buffer.changedGeometries(), *came}:
        said = review.signed({"review_status": status.value, **values})
        _set(layer, fid, {**said, **measures(layer, layer.getFeature(fid))})
        if fid in came:
            _set(layer, fid, {"id": number})
            number += 1
    return review.commit(about, is_own_session)


def merge(review: Review, neighbour_fid: int, values: Mapping[str, Any]) -> None:
    """Join the current candidate and a neighbour, which stays as a duplicate; raise ReviewError."""
    layer, fid = review.layer, review.current_fid
    if review.current is None or neighbour_fid == fid or neighbour_fid not in review.table.rows:
        raise ReviewError(
            tr("This is no neighbour."), tr("Click another candidate, which belongs to the same landslide.")
        )
    outline = review.outline().combine(review.feature(neighbour_fid).geometry())
    if outline.isMultipart() and not QgsWkbTypes.isMultiType(layer.wkbType()):
        raise ReviewError(
            tr("The two do not touch, and the layer takes single polygons only."),
            tr("Reshape one until they touch, or save the layer as a GeoPackage of multi-polygons."),
        )
    number = review.current.number

    def change() -> None:
        layer.changeGeometry(fid, as_in(layer, outline))
        said = review.signed({**values, "review_status": ReviewStatus.EDITED.value})
        _set(layer, fid, {**said, **measures(layer, layer.getFeature(fid))})
        remark = tr("Merged into {}").format(number)
        duplicate = {"review_status": ReviewStatus.DUPLICATE.value, "comment": remark}
        _set(layer, neighbour_fid, review.signed(duplicate))

    review.step(change, fid)


def add_drawn(review: Review, outline: QgsGeometry, values: Mapping[str, Any], is_own_session: bool) -> int:
    """Commit a landslide that no member saw, accepted as drawn; return its feature id. Raises ReviewError."""
    layer = review.layer
    said = review.signed({**values, "review_status": ReviewStatus.ACCEPTED.value, "source": DRAWN})
    attributes = {**said, "id": _next_number(review)}
    places = {field_index(layer, name): value for name, value in attributes.items() if field_index(layer, name) >= 0}
    feature = QgsVectorLayerUtils.createFeature(layer, as_in(layer, outline), places)
    layer.addFeature(feature)
    _set(layer, feature.id(), measures(layer, feature))
    edit = review.commit(review.current_fid if review.current_fid is not None else -1, is_own_session)
    return next(iter(edit.added))


def draw(review: Review, outline: QgsGeometry, values: Mapping[str, Any]) -> int:
    """Add a drawn landslide in a session of its own; return its feature id. Raises ReviewError."""
    return add_drawn(review, outline, values, begin(review.layer))


def measures(layer: QgsVectorLayer, feature: QgsFeature) -> dict[str, float]:
    """Return area and perimeter of a feature on the ellipsoid, nothing where they cannot be measured."""
    distances = ruler(layer)
    area = area_m2(distances, feature)
    if area is None:
        return {}
    length = distances.measurePerimeter(feature.geometry())
    metres = distances.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters)
    return {"area_m2": round(area, 1), "perimeter_m": round(metres, 1)}


def as_in(layer: QgsVectorLayer, outline: QgsGeometry) -> QgsGeometry:
    """Return ``outline`` in the geometry type of the layer."""
    fitting = outline.coerceToType(layer.wkbType())
    return fitting[0] if fitting else outline


def _set(layer: QgsVectorLayer, fid: int, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if field_index(layer, name) >= 0:
            layer.changeAttributeValue(fid, field_index(layer, name), value)


def _next_number(review: Review) -> int:
    return max((row.number or 0 for row in review.table.rows.values()), default=0) + 1
