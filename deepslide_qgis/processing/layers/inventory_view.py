"""Read-only copy of the inventory beside the results; the user's own layer is unchanged."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingUtils, QgsVectorLayer

from deepslide_qgis.processing.layers.result_layers import INVENTORY, present_result


class InventoryView:
    """Created in ``prepareAlgorithm``, added in ``postProcessAlgorithm``: both in the project's thread."""

    def __init__(self, inventory: Optional[QgsVectorLayer]):
        self._layer_id = inventory.id() if inventory else ""
        self._raster_name: Optional[str] = None

    def request_with(self, destination: str, raster_name: str, context: QgsProcessingContext) -> None:
        """Request the view if the result at ``destination`` is loaded into the project."""
        self._raster_name = raster_name if context.willLoadLayerOnCompletion(destination) else None

    def add_to(self, context: QgsProcessingContext) -> None:
        """Load the view, named, styled and grouped like a result, if it was requested."""
        if not self._layer_id or self._raster_name is None:
            return
        inventory = QgsProcessingUtils.mapLayerFromString(self._layer_id, context)
        if inventory is None:  # removed from the project meanwhile
            return
        view = inventory.clone()
        view.setReadOnly(True)
        context.temporaryLayerStore().addMapLayer(view)
        details = QgsProcessingContext.LayerDetails(view.name(), context.project(), INVENTORY.title)
        context.addLayerToLoadOnCompletion(view.id(), details)
        present_result(context, view.id(), INVENTORY, self._raster_name)
