"""Layers that have to be of polygons: forms offer no others, scripts may give any."""

from __future__ import annotations

from qgis.core import QgsProcessingFeatureSource, QgsWkbTypes

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.translation import translate


def check_polygons(layer: QgsProcessingFeatureSource) -> None:
    """Raise RequestError for a layer of points, of lines, or of nothing that has a place."""
    kinds = QgsWkbTypes.GeometryType
    held = {
        kinds.PointGeometry: translate("points"),
        kinds.LineGeometry: translate("lines"),
        kinds.NullGeometry: translate("no geometries"),
    }.get(QgsWkbTypes.geometryType(layer.wkbType()))
    if held:
        raise RequestError(
            translate("'{}' holds {}, and polygons are needed.").format(layer.sourceName(), held),
            translate("Choose a layer of polygons."),
        )
