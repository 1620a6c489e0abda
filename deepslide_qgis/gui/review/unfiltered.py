"""A layer without its subset filter."""

from __future__ import annotations

from qgis.core import QgsVectorLayer


def unfiltered(layer: QgsVectorLayer) -> QgsVectorLayer:
    """Return the layer itself, or a second layer without its filter, which sees no unsaved changes."""
    if not layer.subsetString():
        return layer
    whole = QgsVectorLayer(layer.source(), layer.name(), layer.providerType())
    whole.setSubsetString("")
    return whole
