"""The offer to set up the engine, in QGIS's message bar; it can be declined permanently."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import Qgis, QgsSettings
from qgis.gui import QgisInterface, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QPushButton

from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import EngineState, EngineStatus, requirements_digest

DECLINED = "deepslide/engine_offer_declined"
FOR_GOOD = "for good"


class EngineOffer:
    """One message with two buttons: open the options page, do not ask again."""

    def __init__(self, iface: QgisInterface, open_options: Callable[[], None]):
        self._iface, self._open_options = iface, open_options
        self._item: Optional[QgsMessageBarItem] = None
        self._declines = ""

    def make(self, state: EngineState) -> bool:
        """Show the offer if there is no engine and the offer was not declined; return whether it is shown."""
        if state.status not in (EngineStatus.MISSING, EngineStatus.OTHER_VERSION):
            return False
        is_update = state.status is EngineStatus.OTHER_VERSION
        self._declines = requirements_digest() if is_update else FOR_GOOD
        if QgsSettings().value(DECLINED, "", str) in (FOR_GOOD, self._declines):
            return False
        self._item = self._iface.messageBar().createMessage("DeepSlide", _offer_text(is_update))
        go = QPushButton(tr("Update…") if is_update else tr("Set up…"))
        never = QPushButton(tr("Not for this version") if is_update else tr("Never ask again"))
        go.clicked.connect(self._accept)
        never.clicked.connect(self._decline)
        for button in (go, never):
            self._item.layout().addWidget(button)
        self._iface.messageBar().pushWidget(self._item, Qgis.MessageLevel.Info)
        return True

    def withdraw(self) -> None:
        """Remove the offer after an answer, a set-up, or on unloading."""
        if self._item is not None and not sip.isdeleted(self._item):  # another button may have closed it
            self._iface.messageBar().popWidget(self._item)
        self._item = None

    def _accept(self) -> None:
        self.withdraw()
        self._open_options()

    def _decline(self) -> None:
        QgsSettings().setValue(DECLINED, self._declines)
        self.withdraw()


def _offer_text(is_update: bool) -> str:
    if is_update:
        return tr("This version of the plugin needs other packages than those that are installed.")
    return tr("The engine that predicts is not set up yet. “Set up…” shows first what would be installed, and where.")
