"""Simulates a geologist: judges the candidates of an area by the true landslides, through the plugin's review."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsRectangle, QgsVectorLayer

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.areas_file import areas_file
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.reviewed_areas import mark_reviewed_whole
from deepslide_qgis.gui.review.shapes import add_outline, commit_drawn, commit_reshaped

NAME = "the truth of the simulation"
GOOD_IOU = 0.5
"""From this IoU on an outline is accepted unchanged; below, it is replaced by the true outline."""


def review_whole(candidates: Path, truth: Path, area: QgsRectangle) -> tuple[Path, str]:
    """Judge the candidates that touch ``area`` and draw missed landslides; return reviewed areas and a summary."""
    layer = _open_layer(candidates)
    add_fields(layer, missing_fields(layer))
    landslides = [
        QgsGeometry(feature.geometry()) for feature in _open_layer(truth).getFeatures(QgsFeatureRequest(area))
    ]
    review = Review(layer, NAME)
    touching = frozenset(feature.id() for feature in layer.getFeatures(QgsFeatureRequest(area)))
    review.set_filter(Filter(only=touching))
    matched: list[QgsGeometry] = []
    while (fid := review.queue.start()) is not None:
        review.go_to(fid)
        _judge(review, [landslide for landslide in landslides if landslide.intersects(review.outline())], matched)
    missed = [landslide for landslide in landslides if not any(landslide.intersects(one) for one in matched)]
    for landslide in missed:
        with review.one_step() as editing:
            add_outline(layer, landslide)
            commit_drawn(review, editing, {})
    mark_reviewed_whole(layer, QgsGeometry.fromRect(area), NAME)
    counts = Counter(row.status.value for row in review.table.rows.values() if row.fid in touching)
    review.close()
    summary = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return areas_file(layer), f"{summary}, {len(missed)} drawn that had been missed"


def _judge(review: Review, overlapping: list[QgsGeometry], matched: list[QgsGeometry]) -> None:
    """Accept the current candidate, replace its outline, or reject it; add its landslides to ``matched``."""
    if not overlapping:
        review.judge(ReviewStatus.REJECTED)
        return
    if any(landslide.equals(one) for landslide in overlapping for one in matched):
        review.judge(ReviewStatus.DUPLICATE)
        return
    truth, outline = QgsGeometry.unaryUnion(overlapping), review.outline()
    matched += overlapping
    if truth.intersection(outline).area() >= GOOD_IOU * truth.combine(outline).area():
        review.judge(ReviewStatus.ACCEPTED)
        return
    truth.convertToMultiType()
    with review.one_step() as editing:
        review.layer.changeGeometry(review.current_fid, truth)
        commit_reshaped(review, editing, ReviewStatus.EDITED, {})


def _open_layer(path: Path) -> QgsVectorLayer:
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    if not layer.isValid():
        raise RuntimeError(f"QGIS cannot open {path}.")
    return layer
