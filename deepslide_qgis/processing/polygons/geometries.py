"""Geometries as GEOS can work with them."""

from __future__ import annotations

from qgis.core import QgsGeometry


def valid(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry``, or what it is made valid; that may be of other kinds, too."""
    return geometry if geometry.isGeosValid() else geometry.makeValid()
