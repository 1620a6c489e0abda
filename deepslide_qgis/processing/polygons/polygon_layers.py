"""Check of layers that must be of polygons; forms offer no others, scripts may give any."""

from __future__ import annotations

from qgis.core import QgsProcessingFeatureSource, QgsWkbTypes

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.translation import translate


def check_polygons(layer: QgsProcessingFeatureSource) -> None:
    """Raise RequestError for a layer of points, lines or no geometries."""
    kinds = QgsWkbTypes.GeometryType
    wrong_kind = {
        kinds.PointGeometry: translate("points"),
        kinds.LineGeometry: translate("lines"),
        kinds.NullGeometry: translate("no geometries"),
    }.get(QgsWkbTypes.geometryType(layer.wkbType()))
    if wrong_kind:
        raise RequestError(
            translate("'{}' holds {}, and polygons are needed.").format(layer.sourceName(), wrong_kind),
            translate("Choose a layer of polygons."),
        )
