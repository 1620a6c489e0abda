"""Check of inputs that must be polygons; forms offer no others, scripts may give any layer."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.translation import translate


def check_polygon_inputs(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> None:
    """Raise RequestError if a parameter for polygons holds another kind of layer."""
    for definition in algorithm.parameterDefinitions():
        source = _polygon_source(algorithm, definition, parameters, context)
        if source is not None:
            _check_polygons(source)


def _polygon_source(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
) -> Optional[QgsFeatureSource]:
    """Return the layer given for a polygon parameter; None for other parameters, rasters, or no value."""
    kinds = QgsProcessingParameterFeatureSource, QgsProcessingParameterMapLayer
    polygon = QgsProcessing.SourceType.TypeVectorPolygon
    if not isinstance(definition, kinds) or polygon not in definition.dataTypes():
        return None
    if isinstance(definition, QgsProcessingParameterFeatureSource):
        return algorithm.parameterAsSource(parameters, definition.name(), context)
    layer = algorithm.parameterAsLayer(parameters, definition.name(), context)
    return layer if isinstance(layer, QgsVectorLayer) else None


def _check_polygons(layer: QgsFeatureSource) -> None:
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
