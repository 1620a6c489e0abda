"""The part of the dock that is visible while a review is open."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from deepslide_qgis.gui.dock.actions import ActionButton, ReviewActions
from deepslide_qgis.gui.dock.candidate_card import CandidateCard
from deepslide_qgis.gui.dock.description_form import DescriptionForm
from deepslide_qgis.gui.dock.filter_panel import FilterPanel
from deepslide_qgis.gui.dock.imagery_panel import ImageryPanel
from deepslide_qgis.gui.dock.progress_strip import ProgressStrip
from deepslide_qgis.gui.translation import tr

JUDGEMENTS = (("accept", "reject", "unsure"), ("back", "skip"), ("undo", "redo"))
NOTE_MARGIN_PX = 4
SHAPES = (("reshape", "split"), ("merge", "draw"))


class ReviewBody(QWidget):
    """Progress, walk, candidate and judgement buttons stay visible; the rest scrolls."""

    def __init__(self, actions: ReviewActions, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.progress, self.walk, self.card = ProgressStrip(), FilterPanel(), CandidateCard()
        self.form, self.imagery = DescriptionForm(), ImageryPanel(actions)
        self.keep_scale = QCheckBox(tr("Keep the scale of the map"))
        self.session_note = QLabel()
        self.session_note.setWordWrap(True)
        self.session_note.setMargin(NOTE_MARGIN_PX)
        self.session_note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.session_note.setFrameShape(QFrame.Shape.StyledPanel)
        self.session_note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.progress, self.walk, _make_line(), self.card, self.session_note):
            layout.addWidget(widget)
        for row in JUDGEMENTS:
            layout.addLayout(_make_buttons(actions, (row,), is_large="accept" in row))
        layout.addWidget(self._make_scroll_area(actions), 1)

    def _make_scroll_area(self, actions: ReviewActions) -> QScrollArea:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_make_group(tr("The landslide"), self.form))
        shapes = QWidget()
        shapes.setLayout(_make_buttons(actions, SHAPES))
        layout.addWidget(_make_group(tr("Outline"), shapes))
        layout.addWidget(self.imagery)
        layout.addWidget(ActionButton(actions["zoom"], inner))
        layout.addWidget(self.keep_scale)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        return area


def _make_buttons(actions: ReviewActions, rows: tuple[tuple[str, ...], ...], is_large: bool = False) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    for row, names in enumerate(rows):
        for column, name in enumerate(names):
            grid.addWidget(ActionButton(actions[name], is_large=is_large), row, column)
    return grid


def _make_group(title: str, content: QWidget) -> QgsCollapsibleGroupBox:
    box = QgsCollapsibleGroupBox(title)
    QVBoxLayout(box).addWidget(content)
    return box


def _make_line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
