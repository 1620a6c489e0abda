"""All that a layer's file holds, also what the layer's filter hides."""

from __future__ import annotations

from qgis.core import QgsVectorLayer


def unfiltered(layer: QgsVectorLayer) -> QgsVectorLayer:
    """Return the layer, or, where it has a filter, a layer of its own without one; that sees no unsaved changes."""
    if not layer.subsetString():
        return layer
    whole = QgsVectorLayer(layer.source(), layer.name(), layer.providerType())
    whole.setSubsetString("")
    return whole
