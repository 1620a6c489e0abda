"""The page DeepSlide in Settings > Options: one tab for each part of the plugin that has something to set."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.gui.options.keeping import is_kept

PAGE_NAME = "deepslideOptions"

MakeTab = Callable[[], QWidget]
"""Makes the widget of a tab; its method ``apply``, where it has one, is called when the options are accepted."""
Say = Callable[[str], None]
"""Hears why a tab could not keep what it shows."""


class OptionsPage(QgsOptionsPageWidget):
    """Hands on to its tabs."""

    def __init__(self, tabs: dict[str, MakeTab], say: Say, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setObjectName(PAGE_NAME)
        self._say = say
        self.tabs = QTabWidget()
        for title, make in tabs.items():
            self.tabs.addTab(make(), title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def apply(self) -> None:
        """Keep what every tab shows; one that cannot does not hold up the next."""
        for index in range(self.tabs.count()):
            tab = self.tabs.widget(index)
            if hasattr(tab, "apply"):
                is_kept(tab, self._say)


class OptionsPageFactory(QgsOptionsWidgetFactory):
    """Makes the page anew each time that the options are opened."""

    def __init__(self, tabs: dict[str, MakeTab], say: Say):
        super().__init__()
        self._tabs, self._say = tabs, say
        self.setTitle("DeepSlide")
        self.setIcon(self.icon())

    def icon(self) -> QIcon:
        return QIcon(str(resources_folder() / "icons" / "deepslide.svg"))

    def createWidget(self, parent: Optional[QWidget] = None) -> OptionsPage:
        return OptionsPage(self._tabs, self._say, parent)
