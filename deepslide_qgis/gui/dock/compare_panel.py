"""Panel for comparing two reviewers: their agreement, and a walk through their differences."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from deepslide_qgis.gui.layer_choice import layer_choice
from deepslide_qgis.gui.review.second_opinion import SecondOpinion
from deepslide_qgis.gui.translation import tr


class ComparePanel(QFrame):
    """Emits ``asked`` with the other layer, ``walk_wanted`` with the feature ids that differ."""

    asked = pyqtSignal(object)
    walk_wanted = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.other = layer_choice("PolygonLayer", tr("(choose the other reviewer's layer)"), self)
        self.outcome, self.walk, close = QLabel(), QPushButton(), QPushButton(tr("Close"))
        self.outcome.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.walk)
        buttons.addWidget(close)
        form = QFormLayout(self)
        form.addRow(tr("Other reviewer"), self.other)
        form.addRow(self.outcome)
        form.addRow(buttons)
        self._differing: frozenset[int] = frozenset()
        self.other.layerChanged.connect(lambda layer: layer is not None and self.asked.emit(layer))
        self.walk.clicked.connect(lambda: self.walk_wanted.emit(self._differing))
        close.clicked.connect(self.hide)
        self.walk.hide()
        self.hide()

    def forget_layer(self) -> None:
        """Clear the outcome, whose feature ids belong to one layer."""
        self._differing = frozenset()
        self.other.setLayer(None)
        self.outcome.clear()
        self.walk.hide()

    def show_outcome(self, opinion: SecondOpinion) -> None:
        """Show the agreement of the two reviewers."""
        self._differing = opinion.differing
        share, kappa, total = opinion.agreement.share, opinion.agreement.kappa, opinion.agreement.total
        parts = [tr("Both judged {} candidates.").format(total)]
        if share is not None:
            percent = QLocale().toString(100 * share, "f", 0)
            parts.append(tr("They agree on {} %, and differ on {}.").format(percent, len(opinion.differing)))
        if kappa is not None:
            parts.append(tr("Cohen's kappa: {}.").format(QLocale().toString(kappa, "f", 2)))
        if opinion.unmatched:
            parts.append(tr("{} are not in the other layer.").format(opinion.unmatched))
        self.outcome.setText(" ".join(parts))
        self.walk.setText(tr("Walk through the {} that differ").format(len(opinion.differing)))
        self.walk.setVisible(bool(opinion.differing))
