"""Entry point of the review: a toolbar button, a menu entry, and the dock, which is created on first use."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.gui.dock.actions import ReviewActions
from deepslide_qgis.gui.dock.review_dock import ReviewDock
from deepslide_qgis.gui.menu import MENU
from deepslide_qgis.gui.review.fields import field_index
from deepslide_qgis.gui.translation import tr


class ReviewEntry:
    """Adds the review to QGIS, and removes it."""

    def __init__(self, iface: QgisInterface):
        self._iface = iface
        self.dock: Optional[ReviewDock] = None
        icon = QIcon(str(resources_folder() / "icons" / "review.svg"))
        self.action = QAction(icon, tr("Review landslide candidates"), iface.mainWindow())
        self.action.setObjectName("deepslide_review")
        self.action.setCheckable(True)
        self.action.triggered.connect(self.show)
        self.actions = ReviewActions(iface.mainWindow())
        iface.addToolBarIcon(self.action)
        iface.addPluginToMenu(MENU, self.action)

    def show(self, is_visible: bool = True) -> None:
        """Show the dock with the most likely candidate layer, or hide it."""
        if self.dock is None:
            self.dock = ReviewDock(self._iface, self.actions, self._iface.mapCanvas(), self._iface.cadDockWidget())
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self.dock.visibilityChanged.connect(self._sync_action)
        self.dock.setUserVisible(is_visible)
        if is_visible:
            self._iface.mapCanvas().setFocus()  # the review's shortcuts work while the canvas has the focus
        if is_visible and self.dock.review is None:
            self.dock.layers.setLayer(_find_candidate_layer(self._iface.activeLayer()))

    def _sync_action(self, _: bool) -> None:
        self.action.setChecked(self.dock is not None and not self.dock.isHidden())

    def remove(self) -> None:
        """Remove button, menu entry, actions and dock."""
        self._iface.removeToolBarIcon(self.action)
        self._iface.removePluginMenu(MENU, self.action)
        if self.dock is not None:
            self.dock.visibilityChanged.disconnect(self._sync_action)
            self.dock.remove()
            self._iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        self.actions.remove()


def _find_candidate_layer(active: Optional[QgsMapLayer]) -> Optional[QgsVectorLayer]:
    """Return the active layer if it has the field review_status, else the first such layer."""
    layers = [active, *QgsProject.instance().mapLayers().values()]
    vectors = [layer for layer in layers if isinstance(layer, QgsVectorLayer) and layer.isValid()]
    return next((layer for layer in vectors if field_index(layer, "review_status") >= 0), None)
