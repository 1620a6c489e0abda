"""Repair of geometries for GEOS."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsWkbTypes


def make_valid(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry``, made valid if necessary; the result may contain other geometry types."""
    return geometry if geometry.isGeosValid() else geometry.makeValid()


def keep_only_polygons(geometry: QgsGeometry) -> bool:
    """Reduce a collection ``geometry`` to its polygons, in place; return whether there are any."""
    polygon = QgsWkbTypes.GeometryType.PolygonGeometry
    return geometry.type() == polygon or geometry.convertGeometryCollectionToSubclass(polygon)
