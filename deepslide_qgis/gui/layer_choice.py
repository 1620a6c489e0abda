"""Combo box for choosing a layer of a certain kind."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsMapLayerProxyModel
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QWidget

KINDS = Qgis.LayerFilter if Qgis.QGIS_VERSION_INT >= 33400 else QgsMapLayerProxyModel.Filter


def layer_choice(kind: str, when_empty: str, parent: Optional[QWidget] = None) -> QgsMapLayerComboBox:
    """Return a combo box of the project's layers of ``kind`` (PolygonLayer, RasterLayer …), initially empty."""
    box = QgsMapLayerComboBox(parent)
    box.setFilters(getattr(KINDS, kind))
    box.setAllowEmptyLayer(True, when_empty)
    box.setLayer(None)
    return box
