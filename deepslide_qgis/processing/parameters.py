"""Short names for kinds of parameters, and value hints for their forms."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsProcessing, QgsProcessingParameterNumber, QgsProcessingParameterString

POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
RASTERS = QgsProcessing.SourceType.TypeRaster
INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double


def set_value_hints(parameter: QgsProcessingParameterString, values: Iterable[str]) -> None:
    """Offer ``values`` in the form; models, batches and scripts may give any other value."""
    parameter.setMetadata({"widget_wrapper": {"value_hints": list(values)}})
