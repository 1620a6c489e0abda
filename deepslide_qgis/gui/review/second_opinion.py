"""The same candidates in two reviewers' layers: found by number and place, or by overlap where outlines were mended."""

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
from deepslide_qgis.gui.review.fields import field_index, plain
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.translation import tr

LEAST_IOU = 0.3


@dataclass(frozen=True)
class SecondOpinion:
    """The agreement, the candidates (my feature ids) where verdicts differ, and those that the other has not got."""

    agreement: Agreement
    differing: frozenset[int]
    unmatched: int


def compare(review: Review, other: QgsVectorLayer) -> SecondOpinion:
    """Compare a review with another layer; raise ReviewError where that was not reviewed."""
    status_place = field_index(other, "review_status")
    if status_place < 0:
        raise ReviewError(
            tr("The layer '{}' was never reviewed.").format(other.name()),
            tr("Choose one with the field review_status."),
        )
    theirs = _Others(other, review.layer)
    pairs, differing, unmatched = [], set(), 0
    for feature in review.layer.getFeatures(QgsFeatureRequest().setNoAttributes()):
        row = review.table.rows.get(feature.id())
        twin = theirs.twin(feature.geometry(), None if row is None else row.number)
        if row is None or twin is None:
            unmatched += row is not None
            continue
        status = ReviewStatus.of(plain(twin.attribute(status_place)))
        pairs.append((row.status, status))
        mine, other_says = verdict(row.status), verdict(status)
        if mine and other_says and mine != other_says:
            differing.add(feature.id())
    return SecondOpinion(agreement(pairs), frozenset(differing), unmatched)


class _Others:
    """The other reviewer's features, in my layer's CRS."""

    def __init__(self, layer: QgsVectorLayer, mine: QgsVectorLayer):
        request = QgsFeatureRequest().setDestinationCrs(mine.crs(), QgsProject.instance().transformContext())
        self._features = {feature.id(): feature for feature in layer.getFeatures(request)}
        number = layer.fields().indexFromName("id")
        self._by_number = {feature.attribute(number): feature for feature in self._features.values() if number >= 0}
        self._index = QgsSpatialIndex()
        for feature in self._features.values():
            self._index.addFeature(QgsFeature(feature))

    def twin(self, outline: QgsGeometry, number: Optional[int]) -> Optional[QgsFeature]:
        """Return the feature of the same place, None where there is none."""
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
