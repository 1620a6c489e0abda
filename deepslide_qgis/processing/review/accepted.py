"""Accepted landslides of a reviewed layer, in the fields of an inventory."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any, Optional

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.crosswalks import TARGETS, Landslide
from deepslide_qgis.core.review.days import parse_partial_date
from deepslide_qgis.core.review.review import LANDSLIDES, SHORTEST_NAME_LIMIT, ReviewStatus
from deepslide_qgis.processing.review.inventory_fields import DATES, OWN, inventory_fields
from deepslide_qgis.processing.translation import translate

ISO = Qt.DateFormat.ISODate


class AcceptedLandslides:
    """Reads accepted landslides; raises ReviewError for a layer that was never reviewed.

    ``unread`` collects texts in date fields that are no dates.
    """

    def __init__(self, source: QgsProcessingFeatureSource, target: Optional[str], context: QgsProcessingContext):
        self._source, self._target = source, target
        self._names = set(source.fields().names())
        if self._stored_name("review_status") is None:
            raise ReviewError(
                translate("The layer has no field 'review_status': nobody has reviewed it."),
                translate("Review it first (Plugins > DeepSlide)."),
            )
        wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
        self._to_degrees = QgsCoordinateTransform(source.sourceCrs(), wgs84, context.transformContext())
        self.fields = inventory_fields(target)
        self.unread: list[str] = []

    def features(self) -> Iterator[QgsFeature]:
        """Yield the accepted landslides."""
        for feature in self._source.getFeatures():
            if ReviewStatus.of(self._read_value(feature, "review_status")) in LANDSLIDES and feature.hasGeometry():
                yield self._make_feature(feature)

    def _make_feature(self, feature: QgsFeature) -> QgsFeature:
        result = QgsFeature(self.fields)
        result.setGeometry(feature.geometry())
        ls_id = str(uuid.uuid4())
        days = {name: day for name in DATES if (day := self._read_day(feature, name))}
        if self._target is None:
            values = {name: self._read_value(feature, name) for name, _ in OWN if name not in DATES}
            values.update({name: QDate(day) for name, day in days.items()}, ls_id=ls_id)
        else:
            values = TARGETS[self._target].fields(self._make_landslide(feature, ls_id, days))
        result.setAttributes([values.get(field.name()) for field in self.fields])
        return result

    def _make_landslide(self, feature: QgsFeature, ls_id: str, days: dict[str, date]) -> Landslide:
        centre = self._to_degrees.transform(feature.geometry().pointOnSurface().asPoint())
        names = ("type_code", "trigger", "confidence", "comment", "reviewer", "review_date", "area_m2")
        values = {name: self._read_value(feature, name) for name in names}
        dates = {name: day.isoformat() for name, day in days.items()}
        return Landslide(ls_id, **values, **dates, longitude=round(centre.x(), 6), latitude=round(centre.y(), 6))

    def _read_day(self, feature: QgsFeature, name: str) -> Optional[date]:
        """Return the day of a date; for a month or year its first day, or its last for ``date_max``."""
        text = str(self._read_value(feature, name) or "").strip()
        day = parse_partial_date(text, is_latest=name == "date_max")
        if text and day is None:
            self.unread.append(text)
        return day

    def _read_value(self, feature: QgsFeature, name: str) -> Any:
        name_in_layer = self._stored_name(name)
        value = None if name_in_layer is None else feature[name_in_layer]
        if value is None or value == NULL:
            return None
        return value.toString(ISO) if isinstance(value, (QDate, QDateTime)) else value

    def _stored_name(self, name: str) -> Optional[str]:
        return next((each for each in (name, name[:SHORTEST_NAME_LIMIT]) if each in self._names), None)
