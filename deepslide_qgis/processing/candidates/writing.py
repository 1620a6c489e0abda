"""Candidates into the layer that a person asked for."""

from __future__ import annotations

from qgis.core import QgsFeatureSink, QgsProcessingContext, QgsProcessingException, QgsWkbTypes

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm
from deepslide_qgis.processing.candidates.extraction import Candidates


def write_candidates(
    algorithm: DeepSlideAlgorithm,
    parameters: dict,
    name: str,
    candidates: Candidates,
    context: QgsProcessingContext,
) -> str:
    """Write ``candidates`` to the sink parameter ``name``; return where they are."""
    sink, destination = algorithm.parameterAsSink(
        parameters, name, context, candidates.fields, QgsWkbTypes.Type.MultiPolygon, candidates.crs
    )
    if sink is None:
        raise QgsProcessingException(algorithm.invalidSinkError(parameters, name))
    for feature in candidates.features:
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(algorithm.writeFeatureError(sink, parameters, name))
    return destination
