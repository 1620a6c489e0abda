"""The inventory beside the results: a read-only view of it; the person's own layer stays as and where it is."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingUtils, QgsVectorLayer

from deepslide_qgis.processing.layers.result_layers import INVENTORY, present


class InventoryView:
    """Made where the run is prepared, added where it ends: both in the thread of the project."""

    def __init__(self, inventory: Optional[QgsVectorLayer]):
        self._layer_id = inventory.id() if inventory else ""
        self._raster_name: Optional[str] = None

    def draw_with(self, destination: str, raster_name: str, context: QgsProcessingContext) -> None:
        """Ask for the view where the result at ``destination`` is loaded into the project."""
        self._raster_name = raster_name if context.willLoadLayerOnCompletion(destination) else None

    def add_to(self, context: QgsProcessingContext) -> None:
        """Have the view loaded, named, styled and grouped like a result, where it was asked for."""
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
        present(context, view.id(), INVENTORY, self._raster_name)
