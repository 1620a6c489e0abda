"""Plays the geologist: judges the candidates of an area with the truth at hand, through the review of the plugin."""

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
"""From here on an outline is right as it is; below, the landslide is drawn as she sees it."""


def review_whole(candidates: Path, truth: Path, area: QgsRectangle) -> tuple[Path, str]:
    """Judge what touches ``area``, draw what was missed; return the file of reviewed areas, and a sentence."""
    layer = _opened(candidates)
    add_fields(layer, missing_fields(layer))
    landslides = [QgsGeometry(feature.geometry()) for feature in _opened(truth).getFeatures(QgsFeatureRequest(area))]
    review = Review(layer, NAME)
    touching = frozenset(feature.id() for feature in layer.getFeatures(QgsFeatureRequest(area)))
    review.set_filter(Filter(only=touching))
    taken: list[QgsGeometry] = []
    while (fid := review.queue.start()) is not None:
        review.go_to(fid)
        _judge(review, [landslide for landslide in landslides if landslide.intersects(review.outline())], taken)
    missed = [landslide for landslide in landslides if not any(landslide.intersects(one) for one in taken)]
    for landslide in missed:
        with review.one_step() as editing:
            add_outline(layer, landslide)
            commit_drawn(review, editing, {})
    mark_reviewed_whole(layer, QgsGeometry.fromRect(area), NAME)
    counts = Counter(row.status.value for row in review.table.rows.values() if row.fid in touching)
    review.close()
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return areas_file(layer), f"{said}, {len(missed)} drawn that had been missed"


def _judge(review: Review, under: list[QgsGeometry], taken: list[QgsGeometry]) -> None:
    """Accept the current candidate, mend its outline, or reject it; note the landslides that are ``taken``."""
    if not under:
        review.judge(ReviewStatus.REJECTED)
        return
    if any(landslide.equals(one) for landslide in under for one in taken):
        review.judge(ReviewStatus.DUPLICATE)
        return
    truth, outline = QgsGeometry.unaryUnion(under), review.outline()
    taken += under
    if truth.intersection(outline).area() >= GOOD_IOU * truth.combine(outline).area():
        review.judge(ReviewStatus.ACCEPTED)
        return
    truth.convertToMultiType()
    with review.one_step() as editing:
        review.layer.changeGeometry(review.current_fid, truth)
        commit_reshaped(review, editing, ReviewStatus.EDITED, {})


def _opened(path: Path) -> QgsVectorLayer:
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    if not layer.isValid():
        raise RuntimeError(f"QGIS cannot open {path}.")
    return layer
