"""Inputs that have to be of polygons: forms offer no others, scripts may give any."""

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
    """Raise RequestError where a parameter for polygons holds a layer of something else."""
    for definition in algorithm.parameterDefinitions():
        source = _polygons(algorithm, definition, parameters, context)
        if source is not None:
            _check_polygons(source)


def _polygons(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
) -> Optional[QgsFeatureSource]:
    """Return what was given for a parameter that wants polygons; None for another parameter, a raster, nothing."""
    kinds = QgsProcessingParameterFeatureSource, QgsProcessingParameterMapLayer
    wanted = QgsProcessing.SourceType.TypeVectorPolygon
    if not isinstance(definition, kinds) or wanted not in definition.dataTypes():
        return None
    if isinstance(definition, QgsProcessingParameterFeatureSource):
        return algorithm.parameterAsSource(parameters, definition.name(), context)
    layer = algorithm.parameterAsLayer(parameters, definition.name(), context)
    return layer if isinstance(layer, QgsVectorLayer) else None


def _check_polygons(layer: QgsFeatureSource) -> None:
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
