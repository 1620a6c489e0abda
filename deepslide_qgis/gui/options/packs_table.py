"""Table of model packs, installed and available."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from deepslide_qgis.core.packs.pack_listing import AVAILABLE, BUNDLED, DAMAGED, INSTALLED, UPDATABLE, ListedPack
from deepslide_qgis.gui.options.engine_texts import size_text
from deepslide_qgis.gui.translation import tr

TITLE, BANDS, RESOLUTION, MEMBERS, VERSION, SIZE, STATE = range(7)
NUMBERS = (RESOLUTION, MEMBERS, SIZE)


class PacksTable(QTreeWidget):
    """Shows packs, one of them selected, the default pack in bold."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self._packs: dict[str, ListedPack] = {}
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setHeaderLabels(
            [tr("Pack"), tr("Bands"), tr("Resolution"), tr("Members"), tr("Version"), tr("Size"), tr("State")]
        )
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)

    def show_packs(self, packs: Sequence[ListedPack]) -> None:
        """Show ``packs``, and keep the selection."""
        before = self.selected()
        self._packs = {pack.id: pack for pack in packs}
        self.clear()
        for pack in packs:
            self._add_row(pack)
        wanted = before.id if before is not None and before.id in self._packs else next(iter(self._packs), "")
        for row in range(self.topLevelItemCount()):
            if self._pack_id(self.topLevelItem(row)) == wanted:
                self.setCurrentItem(self.topLevelItem(row))

    def selected(self) -> Optional[ListedPack]:
        item = self.currentItem()
        return self._packs.get(self._pack_id(item)) if item is not None else None

    def _add_row(self, pack: ListedPack) -> None:
        item = QTreeWidgetItem(self, list(_column_texts(pack)))
        item.setData(TITLE, Qt.ItemDataRole.UserRole, pack.id)
        item.setToolTip(TITLE, escape(pack.title))
        font = item.font(TITLE)
        font.setBold(pack.is_default)
        for column in range(self.columnCount()):
            item.setFont(column, font)
        for column in NUMBERS:
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @staticmethod
    def _pack_id(item: QTreeWidgetItem) -> str:
        return item.data(TITLE, Qt.ItemDataRole.UserRole)


def _column_texts(pack: ListedPack) -> tuple[str, ...]:
    """Return the texts of the columns."""
    resolution = tr("{:g} m").format(pack.gsd_m) if pack.gsd_m else ""
    members, size = str(pack.members or ""), size_text(pack.size_bytes) if pack.size_bytes else ""
    return pack.id, pack.setting, resolution, members, pack.version, size, state_text(pack)


def state_text(pack: ListedPack) -> str:
    """Return the state of a pack as text."""
    texts = {
        BUNDLED: tr("comes with the plugin"),
        INSTALLED: tr("installed"),
        UPDATABLE: tr("installed, update available"),
        AVAILABLE: tr("in the catalogue"),
        DAMAGED: tr("damaged"),
    }
    return texts[pack.state] + (tr(", default") if pack.is_default else "")
