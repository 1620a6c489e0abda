"""Outlines changed by the reviewer: reshaped or split with QGIS's tools, merged, drawn; features are never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qgis.core import QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import DRAWN, ReviewStatus
from deepslide_qgis.gui.review.editing import Editing
from deepslide_qgis.gui.review.edits import Edit, set_outline, set_values
from deepslide_qgis.gui.review.fields import field_index, null_to_none
from deepslide_qgis.gui.review.outlines import (
    coerce_to_layer_type,
    fits_in_one_feature,
    measure_outline,
    repair_outline,
)
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.table import CandidateTable
from deepslide_qgis.gui.review.unfiltered import unfiltered
from deepslide_qgis.gui.translation import tr


def commit_reshaped(
    review: Review, editing: Editing, status: ReviewStatus, values: Mapping[str, Any], saved: Iterable[int] = ()
) -> Edit:
    """Commit changes by QGIS's tools: the current candidate and new parts get ``status`` and ``values``.

    ``saved`` are new parts that are already in the file. A neighbour whose outline changed too, by topological editing,
    keeps its judgement and gets new measures only.

    Raises ReviewError; then it can be called again.
    """
    values_to_write = review.signed({"review_status": status.value, **values})
    return _commit(review, editing, {review.current_fid, *saved}, values_to_write)


def commit_drawn(review: Review, editing: Editing, values: Mapping[str, Any], saved: Iterable[int] = ()) -> Edit:
    """Commit landslides that no member detected, accepted as drawn; ``saved`` ones are already in the file.

    Raises ReviewError; then it can be called again.
    """
    values_to_write = review.signed({**values, "review_status": ReviewStatus.ACCEPTED.value, "source": DRAWN})
    return _commit(review, editing, saved, values_to_write)


def _commit(review: Review, editing: Editing, fids: Iterable[int], values_to_write: Mapping[str, Any]) -> Edit:
    """Write ``values_to_write`` and new measures to ``fids`` and all added features; commit."""
    for fid in {*fids, *review.layer.editBuffer().addedFeatures()}:
        set_values(review.layer, fid, values_to_write)
    measure(review, fids)
    return review.commit(editing, review.about)


def measure(review: Review, fids: Iterable[int] = ()) -> None:
    """Repair the outlines in the edit buffer, measure them and ``fids``, number added features; raise NotTaken."""
    layer, buffer = review.layer, review.layer.editBuffer()
    added = sorted(buffer.addedFeatures(), reverse=True)  # buffer ids count down
    edited = {*buffer.changedGeometries(), *added}
    _repair_in_buffer(review, edited)
    for fid in {*fids, *edited}:
        _set_existing_fields(layer, fid, measure_outline(layer, layer.getFeature(fid).geometry()))
    for number, fid in enumerate(added, _next_number(review) if added else 0):
        _set_existing_fields(layer, fid, {"id": number})


def _repair_in_buffer(review: Review, fids: Iterable[int]) -> None:
    """Repair self-crossing outlines and emit a notice; keep those that the layer cannot hold repaired."""
    layer = review.layer
    for fid in fids:
        outline = layer.getFeature(fid).geometry()
        if outline.isEmpty() or outline.isGeosValid():
            continue
        fixed = repair_outline(outline)
        if not fixed.isEmpty() and fits_in_one_feature(layer, fixed):
            set_outline(layer, fid, coerce_to_layer_type(layer, fixed))
            review.noted.emit(tr("The outline crossed itself and was repaired: look at it, and reshape it if need be."))
        else:
            review.noted.emit(tr("The outline crosses itself and could not be repaired in this layer: reshape it."))


def merge(review: Review, neighbour_fid: int, values: Mapping[str, Any]) -> None:
    """Merge a neighbour into the current candidate, and mark the neighbour as duplicate; raise ReviewError."""
    layer, fid = review.layer, review.current_fid
    if review.current is None or neighbour_fid == fid or neighbour_fid not in review.table.rows:
        raise ReviewError(
            tr("This candidate is not a neighbour."),
            tr("Click another candidate, which belongs to the same landslide."),
        )
    outline = _join_outlines(layer, review.outline(), review.feature(neighbour_fid).geometry())
    values_to_write = review.signed({**values, "review_status": ReviewStatus.EDITED.value})
    remark = _append_remark(review, neighbour_fid, tr("Merged into {}").format(review.current.number))
    duplicate = review.signed({"review_status": ReviewStatus.DUPLICATE.value, "comment": remark})
    with review.one_step() as editing:
        set_outline(layer, fid, outline)
        set_values(layer, fid, values_to_write)
        _set_existing_fields(layer, fid, measure_outline(layer, outline))
        set_values(layer, neighbour_fid, duplicate)
        review.commit(editing, fid)


def _join_outlines(layer: QgsVectorLayer, one: QgsGeometry, other: QgsGeometry) -> QgsGeometry:
    """Return the union of both outlines in the layer's geometry type; raise ReviewError."""
    outline = repair_outline(repair_outline(one).combine(repair_outline(other)))
    if outline.isEmpty():
        raise ReviewError(
            tr("The two cannot be joined: their outlines enclose nothing."), tr("Reshape them, then merge again.")
        )
    if not fits_in_one_feature(layer, outline):
        raise ReviewError(
            tr("The two do not touch, and the layer takes single polygons only."),
            tr("Reshape one until they touch, or save the layer as a GeoPackage of multi-polygons."),
        )
    return coerce_to_layer_type(layer, outline)


def _append_remark(review: Review, fid: int, remark: str) -> str:
    """Return the candidate's comment with ``remark`` appended, unchanged if the field is too short for both."""
    place = field_index(review.layer, "comment")
    comment = null_to_none(review.feature(fid).attribute(place)) if place >= 0 else None
    if not comment:
        return remark
    both, room = f"{comment}; {remark}", review.layer.fields().at(place).length()
    return both if not room or len(both.encode()) <= room else comment


def add_outline(layer: QgsVectorLayer, outline: QgsGeometry) -> None:
    """Add a feature with only ``outline`` (layer's CRS) to the edit buffer."""
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer, coerce_to_layer_type(layer, outline)))


def _set_existing_fields(layer: QgsVectorLayer, fid: int, values: Mapping[str, Any]) -> None:
    """Set those of ``values`` for which the layer has a field."""
    set_values(layer, fid, {name: value for name, value in values.items() if field_index(layer, name) >= 0})


def _next_number(review: Review) -> int:
    """Return a number unused in the file, including rows hidden by the layer's filter."""
    layer = review.layer
    table = CandidateTable(unfiltered(layer)) if layer.subsetString() else review.table
    return max((_parse_number(row.number) for row in table.rows.values()), default=0) + 1


def _parse_number(number: Any) -> int:
    """Return the value of the field ``id`` as an integer, 0 if it is not a number."""
    try:
        return int(number)
    except (TypeError, ValueError, OverflowError):
        return 0
