"""Entry point of the options: page in QGIS's dialog, menu entry, and offer at the first start."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.gui.menu import MENU
from deepslide_qgis.gui.options.engine_tab import EngineTab
from deepslide_qgis.gui.options.engine_work import EngineWork
from deepslide_qgis.gui.options.offer import EngineOffer
from deepslide_qgis.gui.options.packs_tab import PacksTab
from deepslide_qgis.gui.options.page import PAGE_NAME, OptionsPageFactory
from deepslide_qgis.gui.options.work import Work
from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import engine_state


class OptionsEntry:
    """Adds the options to QGIS, and removes them."""

    def __init__(self, iface: QgisInterface):
        self._iface = iface
        self.work = EngineWork()
        self.pack_work = Work()
        tabs = {tr("Engine"): lambda: EngineTab(self.work), tr("Model packs"): lambda: PacksTab(self.pack_work)}
        self.factory = OptionsPageFactory(tabs, self._show_warning)
        self.action = QAction(
            QIcon(str(resources_folder() / "icons" / "engine.svg")), tr("Engine and options…"), iface.mainWindow()
        )
        self.action.setObjectName("deepslide_options")
        self.action.triggered.connect(self.show)
        self.offer = EngineOffer(iface, self.show)
        self.work.set_up.connect(self._show_set_up_result)
        iface.registerOptionsWidgetFactory(self.factory)
        iface.addPluginToMenu(MENU, self.action)
        self.offer.make(engine_state())

    def show(self, _: bool = False) -> None:
        """Open QGIS's options at the plugin's page."""
        self._iface.showOptionsDialog(self._iface.mainWindow(), PAGE_NAME)

    def remove(self) -> None:
        """Remove everything from QGIS; cancel a running set-up, which then removes its files."""
        self.work.stop()
        self.pack_work.stop()
        self.offer.withdraw()
        self._iface.unregisterOptionsWidgetFactory(self.factory)
        self._iface.removePluginMenu(MENU, self.action)

    def _show_warning(self, text: str) -> None:
        """Show in the main window what the options could not save: their dialog is closed already."""
        self._iface.messageBar().pushMessage("DeepSlide", text, Qgis.MessageLevel.Warning)

    def _show_set_up_result(self, is_done: bool) -> None:
        """Show in the main window how the set-up ended: its page may be closed."""
        bar = self._iface.messageBar()
        if is_done:
            self.offer.withdraw()
            bar.pushMessage("DeepSlide", tr("The engine is ready."), Qgis.MessageLevel.Success)
        else:
            text = tr("The engine was not set up; Settings > Options > DeepSlide says why.")
            bar.pushMessage("DeepSlide", text, Qgis.MessageLevel.Warning)
