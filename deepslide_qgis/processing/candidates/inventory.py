"""The share of a candidate that is mapped already."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsRectangle,
    QgsSpatialIndex,
)

from deepslide_qgis.processing.polygons.geometries import make_valid
from deepslide_qgis.processing.polygons.reprojected_polygons import any_touches, reproject_polygons


class MappedPolygons:
    """Valid polygons of an inventory around ``extent``, in ``crs``, indexed for queries by many candidates.

    ``is_elsewhere`` is True if the inventory has features and none touches ``extent``.
    """

    def __init__(
        self,
        inventory: QgsProcessingFeatureSource,
        crs: QgsCoordinateReferenceSystem,
        extent: QgsRectangle,
        context: QgsProcessingContext,
    ):
        self._geometries = list(map(make_valid, reproject_polygons(inventory, crs, extent, context)))
        self.is_elsewhere = not any_touches(self._geometries, extent) and _has_features(inventory)
        self._index = QgsSpatialIndex()
        for i, geometry in enumerate(self._geometries):
            self._index.addFeature(i, geometry.boundingBox())

    def share(self, geometry: QgsGeometry) -> float:
        """Return the share (0 to 1) of ``geometry`` inside the inventory."""
        near = [self._geometries[i] for i in self._index.intersects(geometry.boundingBox())]
        if not near or not geometry.area():
            return 0.0
        common = geometry.intersection(QgsGeometry.unaryUnion(near))
        return min(1.0, common.area() / geometry.area())


def _has_features(inventory: QgsProcessingFeatureSource) -> bool:
    request = QgsFeatureRequest().setNoAttributes().setLimit(1)
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    return any(True for _ in inventory.getFeatures(request, unchecked))
