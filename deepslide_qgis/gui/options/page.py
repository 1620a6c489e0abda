"""The page DeepSlide in Settings > Options, with one tab per part of the plugin that has settings."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.paths import resources_folder

PAGE_NAME = "deepslideOptions"

MakeTab = Callable[[], QWidget]
"""Creates the widget of a tab; its method ``apply``, if present, is called when the options are accepted."""
Report = Callable[[str], None]
"""Receives the reason why a tab could not save its settings."""


def apply_tab(tab: QWidget, report: Callable[[str], None]) -> bool:
    """Apply what ``tab`` shows; return False after an error, which goes to ``report``."""
    try:
        tab.apply()
    except (DeepSlideError, OSError) as error:
        report(str(error))
        return False
    return True


class OptionsPage(QgsOptionsPageWidget):
    """Contains the tabs and applies them."""

    def __init__(self, tabs: dict[str, MakeTab], report: Report, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setObjectName(PAGE_NAME)
        self._report = report
        self.tabs = QTabWidget()
        for title, make in tabs.items():
            self.tabs.addTab(make(), title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def apply(self) -> None:
        """Apply every tab; an error in one does not skip the others."""
        for index in range(self.tabs.count()):
            tab = self.tabs.widget(index)
            if hasattr(tab, "apply"):
                apply_tab(tab, self._report)


class OptionsPageFactory(QgsOptionsWidgetFactory):
    """Creates the page each time the options dialog is opened."""

    def __init__(self, tabs: dict[str, MakeTab], report: Report):
        super().__init__()
        self._tabs, self._report = tabs, report
        self.setTitle("DeepSlide")
        self.setIcon(self.icon())

    def icon(self) -> QIcon:
        return QIcon(str(resources_folder() / "icons" / "deepslide.svg"))

    def createWidget(self, parent: Optional[QWidget] = None) -> OptionsPage:
        return OptionsPage(self._tabs, self._report, parent)
