"""Outlines that a geologist mends: reshaped or split with QGIS's tools, merged, drawn. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qgis.core import QgsFeature, QgsGeometry, QgsUnitTypes, QgsVectorLayer, QgsVectorLayerUtils, QgsWkbTypes

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import DRAWN, ReviewStatus
from deepslide_qgis.gui.review.editing import Editing
from deepslide_qgis.gui.review.edits import Edit
from deepslide_qgis.gui.review.fields import field_index
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.table import area_m2, ruler
from deepslide_qgis.gui.translation import tr


def keep_mended(
    review: Review, editing: Editing, status: ReviewStatus, values: Mapping[str, Any], saved: Iterable[int] = ()
) -> Edit:
    """Commit what QGIS's tools changed: the current candidate and the parts that came get ``status`` and ``values``.

    ``saved`` are parts that came and are in the file already. A neighbour whose outline changed along, as topological
    editing does, keeps what was said of it: its measures alone are new.

    Raises ReviewError; then it can be called again.
    """
    said = review.signed({"review_status": status.value, **values})
    return _keep(review, editing, {review.current_fid, *saved}, said)


def keep_drawn(review: Review, editing: Editing, values: Mapping[str, Any], saved: Iterable[int] = ()) -> Edit:
    """Commit landslides that no member saw, accepted as drawn; ``saved`` ones are in the file already.

    Raises ReviewError; then it can be called again.
    """
    said = review.signed({**values, "review_status": ReviewStatus.ACCEPTED.value, "source": DRAWN})
    return _keep(review, editing, saved, said)


def _keep(review: Review, editing: Editing, fids: Iterable[int], said: Mapping[str, Any]) -> Edit:
    """Commit with ``said`` and new measures of ``fids`` and of all that came."""
    for fid in {*fids, *review.layer.editBuffer().addedFeatures()}:
        _set(review.layer, fid, said)
    measure(review, fids)
    return review.commit(editing, review.about)


def measure(review: Review, fids: Iterable[int] = ()) -> None:
    """Give ``fids`` and every outline in the edit buffer their measures, and those that came a number of their own."""
    layer, buffer = review.layer, review.layer.editBuffer()
    came = sorted(buffer.addedFeatures(), reverse=True)  # the buffer counts down
    for fid in {*fids, *buffer.changedGeometries(), *came}:
        _set(layer, fid, measures(layer, layer.getFeature(fid)))
    for number, fid in enumerate(came, _next_number(review)):
        _set(layer, fid, {"id": number})


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
    said = review.signed({**values, "review_status": ReviewStatus.EDITED.value})
    remark = tr("Merged into {}").format(review.current.number)
    with review.one_step() as editing:
        layer.changeGeometry(fid, as_in(layer, outline))
        _set(layer, fid, {**said, **measures(layer, layer.getFeature(fid))})
        duplicate = {"review_status": ReviewStatus.DUPLICATE.value, "comment": remark}
        _set(layer, neighbour_fid, review.signed(duplicate))
        review.commit(editing, fid)


def add_outline(layer: QgsVectorLayer, outline: QgsGeometry) -> None:
    """Add a feature of nothing but ``outline`` (layer's CRS) to the edit buffer."""
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer, as_in(layer, outline)))


def draw(review: Review, outline: QgsGeometry, values: Mapping[str, Any]) -> int:
    """Add a drawn landslide in one step; return its feature id. Raises ReviewError."""
    with review.one_step() as editing:
        add_outline(review.layer, outline)
        return next(iter(keep_drawn(review, editing, values).added))


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
    return max((_whole(row.number) for row in review.table.rows.values()), default=0) + 1


def _whole(number: Any) -> int:
    """Return a number as it stands in the field ``id``, 0 where a layer names its landslides in another way."""
    try:
        return int(number)
    except (TypeError, ValueError, OverflowError):
        return 0
