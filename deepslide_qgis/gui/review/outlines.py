"""Outlines as a layer takes them: made valid, of its type, measured on the ellipsoid."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsUnitTypes, QgsVectorLayer, QgsWkbTypes

from deepslide_qgis.gui.review.table import area_m2, ruler


def repaired(outline: QgsGeometry) -> QgsGeometry:
    """Return ``outline``, or the polygons that one which crosses itself encloses; empty where it encloses nothing."""
    if outline.isNull() or outline.isGeosValid():
        return QgsGeometry(outline)
    valid = outline.makeValid()
    valid.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)  # what is no collection stays
    return valid if valid.type() == QgsWkbTypes.GeometryType.PolygonGeometry else QgsGeometry()


def fits(layer: QgsVectorLayer, outline: QgsGeometry) -> bool:
    """Return whether the layer holds ``outline`` in one feature."""
    is_one = not outline.isMultipart() or len(outline.asGeometryCollection()) == 1
    return is_one or QgsWkbTypes.isMultiType(layer.wkbType())


def as_in(layer: QgsVectorLayer, outline: QgsGeometry) -> QgsGeometry:
    """Return ``outline`` in the geometry type of the layer."""
    fitting = outline.coerceToType(layer.wkbType())
    return fitting[0] if fitting else outline


def measures(layer: QgsVectorLayer, outline: QgsGeometry) -> dict[str, float]:
    """Return area and perimeter on the ellipsoid of what ``outline`` encloses, nothing where it cannot be measured."""
    distances, enclosed = ruler(layer), repaired(outline)
    area = area_m2(distances, enclosed)
    if area is None:
        return {}
    length = distances.measurePerimeter(enclosed)
    metres = distances.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters)
    return {"area_m2": round(area, 1), "perimeter_m": round(metres, 1)}
