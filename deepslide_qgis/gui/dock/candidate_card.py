"""Card with the numbers of the current candidate."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsUnitTypes
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.table import Candidate
from deepslide_qgis.gui.translation import tr

COLOURS = {
    ReviewStatus.CANDIDATE: "#ffd92f",
    ReviewStatus.ACCEPTED: "#4daf4a",
    ReviewStatus.EDITED: "#377eb8",
    ReviewStatus.UNSURE: "#ff7f00",
    ReviewStatus.REJECTED: "#bdbdbd",
    ReviewStatus.DUPLICATE: "#a65628",
}
"""Same as in the layer's style, candidates.qml."""
DARK_TEXT = {ReviewStatus.CANDIDATE, ReviewStatus.REJECTED, ReviewStatus.UNSURE}
M2_PER_HA = QgsUnitTypes.fromUnitToUnitFactor(
    QgsUnitTypes.AreaUnit.AreaHectares, QgsUnitTypes.AreaUnit.AreaSquareMeters
)


def status_title(status: ReviewStatus) -> str:
    """Return the name of a status in the language of QGIS."""
    return {
        ReviewStatus.CANDIDATE: tr("To judge"),
        ReviewStatus.ACCEPTED: tr("Accepted"),
        ReviewStatus.EDITED: tr("Edited"),
        ReviewStatus.UNSURE: tr("Unsure"),
        ReviewStatus.REJECTED: tr("Rejected"),
        ReviewStatus.DUPLICATE: tr("Duplicate"),
    }[status]


def list_figures(candidate: Candidate) -> list[tuple[str, str]]:
    """Return the known attributes of a candidate as (title, text with unit), in the user's locale."""
    pairs = (
        (tr("Area"), _format_area(candidate.area_m2)),
        (tr("Probability"), _format_probability(candidate)),
        (tr("Spread"), _format_number(candidate.p_std, 2)),
        (tr("Members agree"), _format_members(candidate)),
        (tr("Mean slope"), _append_unit(_format_number(candidate.slope_mean, 0), "°")),
        (tr("Aspect"), _format_aspect(candidate.aspect_mean)),
        (tr("Height drop"), _append_unit(_format_number(candidate.height_drop, 0), " m")),
        (tr("In the inventory"), _format_percent(candidate.mapped_share)),
    )
    return [(title, text) for title, text in pairs if text]


def _format_number(value: Optional[float], decimals: int) -> str:
    return "" if value is None else QLocale().toString(float(value), "f", decimals)


def _append_unit(text: str, unit: str) -> str:
    return text + unit if text else ""


def _format_area(area_m2: Optional[float]) -> str:
    if area_m2 is None:
        return ""
    if area_m2 >= M2_PER_HA:
        return f"{_format_number(area_m2 / M2_PER_HA, 2)} ha"
    return f"{_format_number(area_m2, 0)} m²"


def _format_probability(candidate: Candidate) -> str:
    mean, highest = _format_number(candidate.p_mean, 2), _format_number(candidate.p_max, 2)
    return tr("{} (highest {})").format(mean, highest) if mean and highest else mean


def _format_members(candidate: Candidate) -> str:
    agree = _format_number(candidate.n_members_agree, 1)
    return tr("{} of {}").format(agree, candidate.members) if agree and candidate.members else agree


def _format_aspect(aspect_deg: Optional[float]) -> str:
    if aspect_deg is None:
        return ""
    directions = tr("N NE E SE S SW W NW").split()
    return f"{_format_number(aspect_deg, 0)}° {directions[round(aspect_deg / 45) % 8]}"


def _format_percent(share: Optional[float]) -> str:
    return "" if share is None else f"{_format_number(100 * share, 0)} %"


class CandidateCard(QWidget):
    """Shows number, position and status of a candidate, and its attributes in two columns."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.title, self.badge, self._numbers = QLabel(), QLabel(), QGridLayout()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.title.setFont(font)
        self._numbers.setContentsMargins(0, 0, 0, 0)
        self._numbers.setColumnStretch(1, 1)
        self._numbers.setColumnStretch(3, 1)
        self._labels: list[QLabel] = []
        head = QGridLayout()
        head.addWidget(self.title, 0, 0)
        head.addWidget(self.badge, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addLayout(self._numbers)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # never squeezed: readable numbers

    def show_candidate(self, candidate: Optional[Candidate], place: int, count: int) -> None:
        """Show ``candidate``, number ``place`` of ``count`` in the walk; None means that none is left."""
        shown = list_figures(candidate) if candidate is not None else []
        for i, pair in enumerate(shown):
            self._show_figure(i, *pair)
        for label in self._labels[2 * len(shown) :]:
            label.hide()
        self.badge.setVisible(candidate is not None)
        if candidate is None:
            self.title.setText(tr("Nothing left to judge here"))
            return
        where = tr("{} of {}").format(place, count) if place else tr("{} to go").format(count)
        self.title.setText(tr("Candidate {}").format(candidate.number) + f"  ·  {where}")
        self._show_status(candidate.status)

    def _show_figure(self, i: int, title: str, text: str) -> None:
        if 2 * i == len(self._labels):
            row, column = divmod(i, 2)
            self._add_label(row, 2 * column)
            self._add_label(row, 2 * column + 1, is_value=True)
        for label, content in zip(self._labels[2 * i :], (title, text)):
            label.setText(content)
            label.show()

    def _show_status(self, status: ReviewStatus) -> None:
        text = "#1a1a1a" if status in DARK_TEXT else "#ffffff"
        self.badge.setText(status_title(status))
        self.badge.setStyleSheet(
            f"background: {COLOURS[status]}; color: {text}; border-radius: 3px; padding: 2px 8px; font-weight: bold;"
        )

    def _add_label(self, row: int, column: int, is_value: bool = False) -> None:
        label = QLabel()
        if is_value:
            font = label.font()
            font.setBold(True)
            label.setFont(font)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._numbers.addWidget(label, row, column)
        self._labels.append(label)
