"""The way into the review: one button in the toolbar, one entry in the menu, one dock made when it is wanted."""

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
from deepslide_qgis.gui.review.fields import field_index
from deepslide_qgis.gui.translation import tr

MENU = "DeepSlide"


class ReviewEntry:
    """Adds the review to QGIS, and takes it away again."""

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

    def show(self, is_wanted: bool = True) -> None:
        """Show the dock, with the layer that is most likely meant; or hide it."""
        if self.dock is None:
            self.dock = ReviewDock(self._iface, self.actions, self._iface.mapCanvas(), self._iface.cadDockWidget())
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self.dock.visibilityChanged.connect(self._follow)
        self.dock.setUserVisible(is_wanted)
        if is_wanted:
            self._iface.mapCanvas().setFocus()  # the keys of the review are heard from now on
        if is_wanted and self.dock.review is None:
            self.dock.layers.setLayer(_likely_layer(self._iface.activeLayer()))

    def _follow(self, _: bool) -> None:
        self.action.setChecked(self.dock is not None and not self.dock.isHidden())

    def remove(self) -> None:
        """Leave nothing behind."""
        self._iface.removeToolBarIcon(self.action)
        self._iface.removePluginMenu(MENU, self.action)
        if self.dock is not None:
            self.dock.visibilityChanged.disconnect(self._follow)
            self.dock.remove()
            self._iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        self.actions.remove()


def _likely_layer(active: Optional[QgsMapLayer]) -> Optional[QgsVectorLayer]:
    """Return the active layer where it holds candidates, or else the first one that does."""
    layers = [active, *QgsProject.instance().mapLayers().values()]
    vectors = [layer for layer in layers if isinstance(layer, QgsVectorLayer) and layer.isValid()]
    return next((layer for layer in vectors if field_index(layer, "review_status") >= 0), None)
