"""Preparation of an inventory for a comparison: filter, reproject, repair, detect duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
)

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.candidates.polygons import multi_polygon
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled
from deepslide_qgis.processing.rasters.raster_source import RasterSource
from deepslide_qgis.processing.translation import translate

DUPLICATE = "duplicate"
NO_POLYGON = "no_polygon"
OUTSIDE = "outside"
NUMBERED = "numbered"


@dataclass(frozen=True)
class MappedLandslide:
    """A feature of the inventory; ``number`` if it is compared, else ``state`` says why not.

    A duplicate has the number of the landslide that it repeats.
    """

    feature: QgsFeature
    state: str
    number: Optional[int] = None


@dataclass
class MappedInventory:
    """All features, and the geometries of numbered ones (entry 0 is number 1) in the prediction's CRS."""

    landslides: list[MappedLandslide] = field(default_factory=list)
    geometries: list[QgsGeometry] = field(default_factory=list)
    repaired: int = 0

    def count(self, state: str) -> int:
        """Return the number of features in ``state``."""
        return sum(landslide.state == state for landslide in self.landslides)


def read_inventory(
    inventory: QgsProcessingFeatureSource,
    expression: str,
    raster: RasterSource,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> MappedInventory:
    """Return the inventory prepared for ``raster``; raise RequestError if no polygon is left."""
    reader = _Reader(inventory, raster, context)
    for feature in _filtered_features(inventory, expression, context):
        stop_if_cancelled(feedback)
        reader.add(feature)
    mapped = reader.mapped
    if not mapped.landslides:
        raise RequestError(
            translate("The inventory holds no polygon to compare with."),
            translate("Check the layer, its filter, and whether only selected features are used."),
        )
    if not mapped.geometries:
        raise RequestError(
            translate("No polygon of the inventory lies on the raster."),
            translate("Check that both show the same place, and the CRS of both."),
        )
    return mapped


class _Reader:
    """Numbers the landslides in order."""

    def __init__(self, inventory: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext):
        self._transform = None
        if raster.crs.isValid() and inventory.sourceCrs().isValid():
            self._transform = QgsCoordinateTransform(inventory.sourceCrs(), raster.crs, context.transformContext())
        self._extent = raster.extent
        self._numbers: dict[bytes, int] = {}
        self.mapped = MappedInventory()

    def add(self, feature: QgsFeature) -> None:
        geometry = self._to_raster_crs(feature.geometry())
        if geometry is None:
            self._append(feature, NO_POLYGON)
        elif not geometry.boundingBoxIntersects(self._extent):
            self._append(feature, OUTSIDE)
        else:
            self._number(feature, geometry)

    def _number(self, feature: QgsFeature, geometry: QgsGeometry) -> None:
        """Assign a number, or that of an equal geometry, whatever its start vertex and order of parts."""
        normalized = QgsGeometry(geometry)
        normalized.normalize()
        key = bytes(normalized.asWkb())
        is_new = key not in self._numbers
        if is_new:
            self.mapped.geometries.append(geometry)
            self._numbers[key] = len(self.mapped.geometries)
        self._append(feature, NUMBERED if is_new else DUPLICATE, self._numbers[key])

    def _append(self, feature: QgsFeature, state: str, number: Optional[int] = None) -> None:
        self.mapped.landslides.append(MappedLandslide(feature, state, number))

    def _to_raster_crs(self, geometry: QgsGeometry) -> Optional[QgsGeometry]:
        """Return a valid multi-polygon in the prediction's CRS; None if it has no area or cannot be transformed."""
        if geometry.isEmpty():
            return None
        geometry.convertToStraightSegment()
        abstract = geometry.get()
        abstract.dropZValue()
        abstract.dropMValue()
        try:
            if self._transform is not None:
                geometry.transform(self._transform)
        except QgsCsException:
            return None
        if not geometry.isGeosValid():
            self.mapped.repaired += 1
        polygons = multi_polygon(geometry)
        return polygons if polygons.area() > 0 else None


def check_expression(expression: str, inventory: QgsProcessingFeatureSource) -> None:
    """Raise RequestError for a filter with a syntax error or an unknown field."""
    if not expression:
        return
    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        raise RequestError(
            translate("The filter of the inventory cannot be read: {}").format(parsed.parserErrorString()),
            translate("Correct it, or leave it empty."),
        )
    unknown = [name for name in parsed.referencedColumns() if inventory.fields().lookupField(name) < 0]
    unknown = [name for name in unknown if name != QgsFeatureRequest.ALL_ATTRIBUTES]
    if unknown:
        raise RequestError(
            translate("The inventory has no field '{}', which its filter asks for.").format("', '".join(unknown)),
            translate("Its fields: {}.").format(", ".join(inventory.fields().names())),
        )


def _filtered_features(
    inventory: QgsProcessingFeatureSource, expression: str, context: QgsProcessingContext
) -> Iterator[QgsFeature]:
    request = QgsFeatureRequest()
    if expression:
        request.setFilterExpression(expression)
        request.setExpressionContext(context.expressionContext())
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    return inventory.getFeatures(request, unchecked)
