"""Appearance of results in the project: name, style, group and order."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)
from qgis.PyQt import sip

from deepslide_qgis.processing.compatibility import CAN_GROUP_LAYERS
from deepslide_qgis.processing.layers.stored_styles import store_style_beside_raster, style_path
from deepslide_qgis.processing.translation import translate


@dataclass(frozen=True)
class ResultLayer:
    """A kind of result: title, style file (none for a table), position in the group (0 lowest), visibility."""

    title: str
    style: str
    place: int
    is_shown: bool = True


PROBABILITY = ResultLayer("Landslide probability", "probability.qml", 1)
AGREEMENT = ResultLayer("Agreement of the members", "agreement.qml", 2, is_shown=False)
SPREAD = ResultLayer("Spread between the members", "spread.qml", 3, is_shown=False)
MASK = ResultLayer("Landslide mask", "mask.qml", 4, is_shown=False)
INVENTORY = ResultLayer("Inventory", "inventory.qml", 5)
CANDIDATES = ResultLayer("Candidates", "candidates.qml", 6)
SCORES = ResultLayer("Scores", "", 0)
ERROR_MAP = ResultLayer("Error map", "error_map.qml", 7)
ERROR_MAP_SINGLE = ResultLayer("Error map", "error_map_single.qml", 7)
CANDIDATES_MATCHED = ResultLayer("Candidates compared", "candidates_matched.qml", 8)
INVENTORY_MATCHED = ResultLayer("Inventory compared", "inventory_matched.qml", 9)
FOUND = ResultLayer("Images found", "found.qml", 2)
EXPANDED = (FOUND, PROBABILITY, CANDIDATES, ERROR_MAP, ERROR_MAP_SINGLE, CANDIDATES_MATCHED, INVENTORY_MATCHED)
"""Kinds whose legend is expanded."""


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles a result after it was loaded into the project."""

    def __init__(self, kind: ResultLayer):
        super().__init__()
        self._kind = kind

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if self._kind.style:
            message, is_styled = layer.loadNamedStyle(style_path(self._kind.style))
            if not is_styled:
                feedback.pushWarning(message)
            layer.triggerRepaint()
        node = context.project().layerTreeRoot().findLayer(layer.id()) if context.project() else None
        if node is not None:
            node.setItemVisibilityChecked(self._kind.is_shown)
            node.setExpanded(self._kind in EXPANDED)


def present_result(
    context: QgsProcessingContext, destination: object, kind: ResultLayer, raster_name: str, detail: str = ""
) -> None:
    """Name, group and style the result at ``destination`` if it is loaded; store a raster's style in any case."""
    if destination:
        store_style_beside_raster(str(destination), kind.style)
    if not destination or not context.willLoadLayerOnCompletion(str(destination)):
        return
    details = context.layerToLoadOnCompletionDetails(str(destination))
    details.name = f"{translate(kind.title)}{detail} – {raster_name}"
    details.forceName = True
    set_styler(details, Styler(kind))
    if CAN_GROUP_LAYERS:
        details.groupName = group_name(raster_name)
        details.layerSortKey = kind.place


def set_styler(details: QgsProcessingContext.LayerDetails, styler: Styler) -> None:
    """Hand ``styler`` over to the context of the run, which deletes it in the end.

    The Python object must stay alive until then, by a reference to itself: the wrapper of ``details`` is temporary.
    """
    details.setPostProcessor(styler)
    sip.transferto(styler, styler)


def raster_name(layer_name: str) -> str:
    """Return the raster's name in the result name ``layer_name``, or that name if it is no result."""
    title = f"{translate(PROBABILITY.title)} – "
    return layer_name[len(title) :] if layer_name.startswith(title) else layer_name


def group_name(raster_name: str) -> str:
    """Return the name of the group for the results of a raster."""
    return f"{translate('Landslides')} – {raster_name}"
