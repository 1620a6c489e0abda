"""The dock's menu of further actions around a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import Qgis
from qgis.PyQt.QtWidgets import QInputDialog, QMenu

from deepslide_qgis.gui.review.areas_file import areas_file
from deepslide_qgis.gui.review.reviewed_areas import mark_reviewed_whole
from deepslide_qgis.gui.review.second_opinion import compare
from deepslide_qgis.gui.reviewer import reviewer_name, set_reviewer_name
from deepslide_qgis.gui.translation import tr

if TYPE_CHECKING:
    from deepslide_qgis.gui.dock.review_dock import ReviewDock


class MoreMenu(QMenu):
    """Menu of the dock; entries that need a review are disabled without one."""

    def __init__(self, dock: ReviewDock):
        super().__init__()
        self._dock = dock
        self.addAction(tr("Make candidates from a probability raster…"), dock.threshold.show)
        self._review_actions = [
            self.addAction(tr("This map view is reviewed whole"), self._mark_view),
            self.addAction(tr("Compare with another reviewer…"), dock.comparison.show),
            self.addAction(tr("Accepted ones to an inventory…"), self._open_inventory_form),
            self.addAction(tr("Export as training labels…"), self._open_labels_form),
        ]
        self.addSeparator()
        self.addAction(tr("Who reviews…"), self._ask_reviewer)
        self.aboutToShow.connect(self._update_enabled)
        dock.comparison.asked.connect(self._compare)
        dock.comparison.walk_wanted.connect(lambda fids: dock.body.walk.show_only(fids, tr("Differing judgements")))

    def _update_enabled(self) -> None:
        for action in self._review_actions:
            action.setEnabled(self._dock.review is not None)

    def _mark_view(self) -> None:
        with self._dock.errors_shown():
            mark_reviewed_whole(self._dock.review.layer, self._dock.view(), self._dock.review.reviewer)
            self._dock.say(tr("Marked: every landslide in this view is accepted or drawn."), Qgis.MessageLevel.Success)

    def _compare(self, other: object) -> None:
        if self._dock.review is not None:
            with self._dock.errors_shown():
                self._dock.comparison.show_outcome(compare(self._dock.review, other))

    def _open_inventory_form(self) -> None:
        _open_form("deepslide:acceptedtoinventory", {"INPUT": self._dock.review.layer.id()})

    def _open_labels_form(self) -> None:
        layer = self._dock.review.layer
        areas = areas_file(layer)
        parameters = {"REVIEWED_WHOLE": str(areas)} if areas.exists() else {}
        _open_form("deepslide:exporttraininglabels", {"INPUT": layer.id(), **parameters})

    def _ask_reviewer(self) -> None:
        name, is_given = QInputDialog.getText(
            self._dock, tr("Who reviews"), tr("Judgements are signed with"), text=reviewer_name()
        )
        if is_given:
            set_reviewer_name(name)
            if self._dock.review is not None:
                self._dock.review.reviewer = reviewer_name()


def _open_form(algorithm_id: str, parameters: dict[str, str]) -> None:
    """Open the dialog of a Processing algorithm with ``parameters`` filled in."""
    import processing  # a QGIS core plugin, importable only inside QGIS

    processing.execAlgorithmDialog(algorithm_id, parameters)
