"""Geometries as GEOS can work with them."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsWkbTypes


def valid(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry``, or what it is made valid; that may be of other kinds, too."""
    return geometry if geometry.isGeosValid() else geometry.makeValid()


def only_polygons(geometry: QgsGeometry) -> bool:
    """Leave the polygons of a ``geometry`` that is a collection; tell whether there are any."""
    polygon = QgsWkbTypes.GeometryType.PolygonGeometry
    return geometry.type() == polygon or geometry.convertGeometryCollectionToSubclass(polygon)
