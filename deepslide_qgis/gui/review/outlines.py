"""Outlines in the form that a layer accepts: valid, of its geometry type, measured on the ellipsoid."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsUnitTypes, QgsVectorLayer, QgsWkbTypes

from deepslide_qgis.gui.review.table import area_m2, make_ruler


def repair_outline(outline: QgsGeometry) -> QgsGeometry:
    """Return ``outline``, made valid if it crosses itself; empty if it encloses nothing."""
    if outline.isNull() or outline.isGeosValid():
        return QgsGeometry(outline)
    valid = outline.makeValid()
    valid.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)  # no effect on other types
    return valid if valid.type() == QgsWkbTypes.GeometryType.PolygonGeometry else QgsGeometry()


def fits_in_one_feature(layer: QgsVectorLayer, outline: QgsGeometry) -> bool:
    """Return whether the layer can hold ``outline`` in one feature."""
    is_single = not outline.isMultipart() or len(outline.asGeometryCollection()) == 1
    return is_single or QgsWkbTypes.isMultiType(layer.wkbType())


def coerce_to_layer_type(layer: QgsVectorLayer, outline: QgsGeometry) -> QgsGeometry:
    """Return ``outline`` in the geometry type of the layer."""
    coerced = outline.coerceToType(layer.wkbType())
    return coerced[0] if coerced else outline


def measure_outline(layer: QgsVectorLayer, outline: QgsGeometry) -> dict[str, float]:
    """Return area and perimeter on the ellipsoid by field name, empty if the outline cannot be measured."""
    distances, enclosed = make_ruler(layer), repair_outline(outline)
    area = area_m2(distances, enclosed)
    if area is None:
        return {}
    length = distances.measurePerimeter(enclosed)
    metres = distances.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters)
    return {"area_m2": round(area, 1), "perimeter_m": round(metres, 1)}
