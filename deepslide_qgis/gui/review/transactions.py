"""Projects that save layers together (Project > Properties > Data Sources): what that means for a review."""

from __future__ import annotations

from qgis.core import Qgis, QgsTransaction, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr

HAS_MODES = Qgis.QGIS_VERSION_INT >= 32600


def check_buffered(layer: QgsVectorLayer) -> None:
    """Raise ReviewError where QGIS writes past the edit buffer: what stood in the file before is then not to be had."""
    project = layer.project()
    if project is None or not QgsTransaction.supportsTransaction(layer):
        return
    if project.transactionMode() == Qgis.TransactionMode.AutomaticGroups if HAS_MODES else project.autoTransaction():
        raise ReviewError(
            tr("The project edits '{}' in an automatic transaction group: no step could be taken back.").format(
                layer.name()
            ),
            tr("Switch automatic transaction groups off (Project > Properties > Data Sources), then go on."),
        )


def unsaved_along(layer: QgsVectorLayer) -> list[str]:
    """Return the names of other layers whose unsaved changes are saved and discarded with those of ``layer``."""
    project = layer.project()
    if project is None or not HAS_MODES or project.transactionMode() != Qgis.TransactionMode.BufferedGroups:
        return []
    others = (other for other in project.mapLayers().values() if isinstance(other, QgsVectorLayer))
    return [other.name() for other in others if other is not layer and other.isModified()]


def check_alone(layer: QgsVectorLayer) -> None:
    """Raise ReviewError where somebody's unsaved changes in other layers would be saved or discarded along."""
    names = unsaved_along(layer)
    if names:
        raise ReviewError(
            tr("The project saves its layers together, and others have unsaved changes: {}.").format(", ".join(names)),
            tr("Save or discard them (pencil in the toolbar), then judge on."),
        )
