"""Checks for projects that save layers together (Project > Properties > Data Sources)."""

from __future__ import annotations

from qgis.core import Qgis, QgsTransaction, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr

HAS_MODES = Qgis.QGIS_VERSION_INT >= 32600


def check_buffered(layer: QgsVectorLayer) -> None:
    """Raise ReviewError if QGIS writes without an edit buffer: the values before a change are then lost."""
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


def other_modified_layers(layer: QgsVectorLayer) -> list[str]:
    """Return the names of other layers whose unsaved changes are saved and discarded with those of ``layer``."""
    project = layer.project()
    if project is None or not HAS_MODES or project.transactionMode() != Qgis.TransactionMode.BufferedGroups:
        return []
    others = (other for other in project.mapLayers().values() if isinstance(other, QgsVectorLayer))
    return [other.name() for other in others if other is not layer and other.isModified()]


def check_no_other_edits(layer: QgsVectorLayer) -> None:
    """Raise ReviewError if unsaved changes in other layers would be saved or discarded too."""
    names = other_modified_layers(layer)
    if names:
        raise ReviewError(
            tr("The project saves its layers together, and others have unsaved changes: {}.").format(", ".join(names)),
            tr("Save or discard them (pencil in the toolbar), then judge on."),
        )
