"""Writes a file with one polygon as area of interest."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsWkbTypes,
)


def write_polygon(path: Path, box: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
    """Write ``box``, given in ``crs``, as a GeoPackage."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    context = QgsProject.instance().transformContext()
    kind = QgsWkbTypes.Type.Polygon
    writer = QgsVectorFileWriter.create(str(path), QgsFields(), kind, crs, context, options)
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(box))
    if not writer.addFeature(feature):
        raise RuntimeError(f"{path} cannot be written: {writer.errorMessage()}")
