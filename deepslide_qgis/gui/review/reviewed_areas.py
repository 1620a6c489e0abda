"""Areas reviewed completely: every landslide inside is accepted or drawn, so the rest is no landslide."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.areas_file import areas_file, layer_table
from deepslide_qgis.gui.translation import tr


def mark_reviewed_whole(layer: QgsVectorLayer, area: QgsGeometry, reviewer: str) -> QgsVectorLayer:
    """Add ``area`` (layer's CRS) to the areas file at once; return the areas layer, added to the project."""
    areas = _open_areas_layer(layer)
    feature = QgsFeature(areas.fields())
    feature.setGeometry(_transform_to_areas_crs(area, layer, areas))
    feature["reviewer"] = reviewer
    feature["review_date"] = datetime.now(timezone.utc).isoformat(timespec="seconds")
    if not areas.dataProvider().addFeatures([feature])[0]:
        raise ReviewError(
            tr("'{}' cannot be written to.").format(areas_file(layer)),
            tr("Check the folder, then mark the view again."),
        )
    areas.updateExtents()
    areas.triggerRepaint()
    return areas


def _transform_to_areas_crs(area: QgsGeometry, layer: QgsVectorLayer, areas: QgsVectorLayer) -> QgsGeometry:
    """Return ``area`` (layer's CRS) in the CRS of ``areas``; raise ReviewError."""
    transformed = QgsGeometry(area)
    try:
        transformed.transform(QgsCoordinateTransform(layer.crs(), areas.crs(), QgsProject.instance()))
    except QgsCsException:
        transformed = QgsGeometry()
    if transformed.isEmpty() or not transformed.isGeosValid():
        raise ReviewError(
            tr("The area cannot be described in the CRS of '{}'.").format(areas_file(layer)),
            tr("Zoom in on the candidates, or put that file elsewhere, then mark the view again."),
        )
    return transformed


def _open_areas_layer(layer: QgsVectorLayer) -> QgsVectorLayer:
    path = areas_file(layer)
    for known in QgsProject.instance().mapLayers().values():
        if known.source().split("|")[0] == str(path):
            return known
    if not path.exists():
        _create_file(layer, path)
    areas = QgsVectorLayer(str(path), tr("Reviewed whole"), "ogr")
    symbol = areas.renderer().symbol()
    symbol.setColor(symbol.color().fromRgb(0, 0, 0, 0))
    QgsProject.instance().addMapLayer(areas)
    return areas


def _create_file(layer: QgsVectorLayer, path: Path) -> None:
    empty = QgsVectorLayer(
        f"Polygon?crs={layer.crs().authid()}&field=reviewer:string&field=review_date:string", "areas", "memory"
    )
    empty.setCrs(layer.crs())
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = layer_table(layer)
    context = QgsProject.instance().transformContext()
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(empty, str(path), context, options)
    if error != QgsVectorFileWriter.WriterError.NoError:
        raise ReviewError(
            tr("'{}' cannot be written: {}.").format(path, message), tr("Check the folder, then mark the view again.")
        )
