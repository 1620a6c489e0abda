"""Kinds of parameters, under short names, and what a form offers for them."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsProcessing, QgsProcessingParameterNumber, QgsProcessingParameterString

POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
RASTERS = QgsProcessing.SourceType.TypeRaster
INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double


def hint(parameter: QgsProcessingParameterString, values: Iterable[str]) -> None:
    """Offer ``values`` in the form; models, batches and scripts may give any other."""
    parameter.setMetadata({"widget_wrapper": {"value_hints": list(values)}})
