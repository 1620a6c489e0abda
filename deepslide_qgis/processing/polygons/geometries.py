"""Repair of geometries for GEOS."""

from __future__ import annotations

from qgis.core import QgsGeometry


def make_valid(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry``, made valid if necessary; the result may contain other geometry types."""
    return geometry if geometry.isGeosValid() else geometry.makeValid()
