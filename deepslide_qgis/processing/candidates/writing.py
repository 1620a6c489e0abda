"""Writing of candidates to the output layer."""

from __future__ import annotations

from qgis.core import QgsFeedback, QgsProcessingContext, QgsWkbTypes

from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm
from deepslide_qgis.processing.candidates.extraction import Candidates
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from deepslide_qgis.processing.layers.result_layers import CANDIDATES


def write_candidates(
    algorithm: DeepSlideAlgorithm,
    parameters: dict,
    name: str,
    candidates: Candidates,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> str:
    """Write ``candidates`` to the sink parameter ``name``; return their source.

    A cancel leaves an older layer unchanged.
    """
    form = LayerForm(candidates.fields, QgsWkbTypes.Type.MultiPolygon, candidates.crs, CANDIDATES.style)
    return write_layer(algorithm, parameters, name, form, candidates.features, context, feedback)
