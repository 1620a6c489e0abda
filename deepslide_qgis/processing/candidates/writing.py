"""Candidates into the layer that a person asked for."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import QgsFeatureSink, QgsProcessingContext, QgsProcessingException, QgsWkbTypes

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm, translate
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


def check_candidate_folder(value: Any) -> str:
    """Return what is wrong with the folder of the candidates' file, nothing where it can be written to."""
    target = value.sink.staticValue() if hasattr(value, "sink") else value
    folder = os.path.dirname(target) if isinstance(target, str) and os.path.isabs(target) else ""
    if not folder:
        return ""
    if not os.path.isdir(folder):
        return translate("There is no folder '{}' to write the candidates into.").format(folder)
    if not os.access(folder, os.W_OK):
        return translate("The folder '{}' cannot be written to. Choose another.").format(folder)
    return ""
