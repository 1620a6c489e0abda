"""Comparison of two reviewers: candidates matched by number and bounding box, or by overlap if outlines differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsSpatialIndex,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.agreement import Agreement, agreement, verdict
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import field_index, null_to_none
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.translation import tr

LEAST_IOU = 0.3


@dataclass(frozen=True)
class SecondOpinion:
    """Agreement, own feature ids with different verdicts, number of candidates missing in the other layer."""

    agreement: Agreement
    differing: frozenset[int]
    unmatched: int


def compare(review: Review, other: QgsVectorLayer) -> SecondOpinion:
    """Compare a review with another layer; raise ReviewError if that layer was never reviewed."""
    status_place = field_index(other, "review_status")
    if status_place < 0:
        raise ReviewError(
            tr("The layer '{}' was never reviewed.").format(other.name()),
            tr("Choose one with the field review_status."),
        )
    other_layer = _OtherLayer(other, review.layer)
    pairs, differing, unmatched = [], set(), 0
    for feature in review.layer.getFeatures(QgsFeatureRequest().setNoAttributes()):
        row = review.table.rows.get(feature.id())
        match = other_layer.find_match(feature.geometry(), None if row is None else row.number)
        if row is None or match is None:
            unmatched += row is not None
            continue
        status = ReviewStatus.of(null_to_none(match.attribute(status_place)))
        pairs.append((row.status, status))
        own_verdict, other_verdict = verdict(row.status), verdict(status)
        if own_verdict and other_verdict and own_verdict != other_verdict:
            differing.add(feature.id())
    return SecondOpinion(agreement(pairs), frozenset(differing), unmatched)


class _OtherLayer:
    """The other reviewer's features, in the CRS of the own layer."""

    def __init__(self, layer: QgsVectorLayer, own_layer: QgsVectorLayer):
        request = QgsFeatureRequest().setDestinationCrs(own_layer.crs(), QgsProject.instance().transformContext())
        self._features = {feature.id(): feature for feature in layer.getFeatures(request)}
        number = layer.fields().indexFromName("id")
        self._by_number = {feature.attribute(number): feature for feature in self._features.values() if number >= 0}
        self._index = QgsSpatialIndex()
        for feature in self._features.values():
            self._index.addFeature(QgsFeature(feature))

    def find_match(self, outline: QgsGeometry, number: Optional[int]) -> Optional[QgsFeature]:
        """Return the feature with the same number and bounding box, or the best overlap; None if there is none."""
        named = self._by_number.get(number)
        if named is not None and named.geometry().boundingBox() == outline.boundingBox():
            return named
        near = [self._features[fid] for fid in self._index.intersects(outline.boundingBox())]
        scored = ((_iou(outline, feature.geometry()), feature.id()) for feature in near)
        best, fid = max(scored, default=(0.0, 0))
        return self._features[fid] if best >= LEAST_IOU else None


def _iou(one: QgsGeometry, other: QgsGeometry) -> float:
    common = one.intersection(other).area()
    return common / (one.area() + other.area() - common) if common > 0 else 0.0
