"""Outlines that a geologist mends: reshaped or split with QGIS's tools, merged, drawn. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qgis.core import QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import DRAWN, ReviewStatus
from deepslide_qgis.gui.review.editing import Editing
from deepslide_qgis.gui.review.edits import Edit, set_outline, set_values
from deepslide_qgis.gui.review.fields import field_index, plain
from deepslide_qgis.gui.review.outlines import as_in, fits, measures, repaired
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.table import CandidateTable
from deepslide_qgis.gui.review.unfiltered import unfiltered
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
        set_values(review.layer, fid, said)
    measure(review, fids)
    return review.commit(editing, review.about)


def measure(review: Review, fids: Iterable[int] = ()) -> None:
    """Repair the outlines in the edit buffer, measure them and ``fids``, and number those that came; raise NotTaken."""
    layer, buffer = review.layer, review.layer.editBuffer()
    came = sorted(buffer.addedFeatures(), reverse=True)  # the buffer counts down
    drawn = {*buffer.changedGeometries(), *came}
    _repair(review, drawn)
    for fid in {*fids, *drawn}:
        _set_known(layer, fid, measures(layer, layer.getFeature(fid).geometry()))
    for number, fid in enumerate(came, _next_number(review) if came else 0):
        _set_known(layer, fid, {"id": number})


def _repair(review: Review, fids: Iterable[int]) -> None:
    """Repair outlines that cross themselves, and say so; those that the layer cannot hold repaired stay as they are."""
    layer = review.layer
    for fid in fids:
        outline = layer.getFeature(fid).geometry()
        if outline.isEmpty() or outline.isGeosValid():
            continue
        mended = repaired(outline)
        if not mended.isEmpty() and fits(layer, mended):
            set_outline(layer, fid, as_in(layer, mended))
            review.noted.emit(tr("The outline crossed itself and was repaired: look at it, and reshape it if need be."))
        else:
            review.noted.emit(tr("The outline crosses itself and could not be repaired in this layer: reshape it."))


def merge(review: Review, neighbour_fid: int, values: Mapping[str, Any]) -> None:
    """Join the current candidate and a neighbour, which stays as a duplicate; raise ReviewError."""
    layer, fid = review.layer, review.current_fid
    if review.current is None or neighbour_fid == fid or neighbour_fid not in review.table.rows:
        raise ReviewError(
            tr("This is no neighbour."), tr("Click another candidate, which belongs to the same landslide.")
        )
    outline = _joined(layer, review.outline(), review.feature(neighbour_fid).geometry())
    said = review.signed({**values, "review_status": ReviewStatus.EDITED.value})
    remark = _remarked(review, neighbour_fid, tr("Merged into {}").format(review.current.number))
    duplicate = review.signed({"review_status": ReviewStatus.DUPLICATE.value, "comment": remark})
    with review.one_step() as editing:
        set_outline(layer, fid, outline)
        set_values(layer, fid, said)
        _set_known(layer, fid, measures(layer, outline))
        set_values(layer, neighbour_fid, duplicate)
        review.commit(editing, fid)


def _joined(layer: QgsVectorLayer, one: QgsGeometry, other: QgsGeometry) -> QgsGeometry:
    """Return both outlines as one that the layer takes; raise ReviewError."""
    outline = repaired(repaired(one).combine(repaired(other)))
    if outline.isEmpty():
        raise ReviewError(
            tr("The two cannot be joined: their outlines enclose nothing."), tr("Reshape them, then merge again.")
        )
    if not fits(layer, outline):
        raise ReviewError(
            tr("The two do not touch, and the layer takes single polygons only."),
            tr("Reshape one until they touch, or save the layer as a GeoPackage of multi-polygons."),
        )
    return as_in(layer, outline)


def _remarked(review: Review, fid: int, remark: str) -> str:
    """Return the comment of a candidate with a remark behind it, without where the field has no room for both."""
    place = field_index(review.layer, "comment")
    comment = plain(review.feature(fid).attribute(place)) if place >= 0 else None
    if not comment:
        return remark
    both, room = f"{comment}; {remark}", review.layer.fields().at(place).length()
    return both if not room or len(both.encode()) <= room else comment


def add_outline(layer: QgsVectorLayer, outline: QgsGeometry) -> None:
    """Add a feature of nothing but ``outline`` (layer's CRS) to the edit buffer."""
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer, as_in(layer, outline)))


def draw(review: Review, outline: QgsGeometry, values: Mapping[str, Any]) -> int:
    """Add a drawn landslide in one step; return its feature id. Raises ReviewError."""
    with review.one_step() as editing:
        add_outline(review.layer, outline)
        return next(iter(keep_drawn(review, editing, values).added))


def _set_known(layer: QgsVectorLayer, fid: int, values: Mapping[str, Any]) -> None:
    """Change what the layer has a field for."""
    set_values(layer, fid, {name: value for name, value in values.items() if field_index(layer, name) >= 0})


def _next_number(review: Review) -> int:
    """Return a number that nothing in the file has, also nothing that the layer's filter hides."""
    layer = review.layer
    table = CandidateTable(unfiltered(layer)) if layer.subsetString() else review.table
    return max((_whole(row.number) for row in table.rows.values()), default=0) + 1


def _whole(number: Any) -> int:
    """Return a number as it stands in the field ``id``, 0 where a layer names its landslides in another way."""
    try:
        return int(number)
    except (TypeError, ValueError, OverflowError):
        return 0
