"""The numbers of the candidate that is looked at."""

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
"""As in the layer's style, candidates.qml."""
DARK_TEXT = {ReviewStatus.CANDIDATE, ReviewStatus.REJECTED, ReviewStatus.UNSURE}
M2_PER_HA = QgsUnitTypes.fromUnitToUnitFactor(
    QgsUnitTypes.AreaUnit.AreaHectares, QgsUnitTypes.AreaUnit.AreaSquareMeters
)


def status_title(status: ReviewStatus) -> str:
    """Return a status in the language of QGIS."""
    return {
        ReviewStatus.CANDIDATE: tr("To judge"),
        ReviewStatus.ACCEPTED: tr("Accepted"),
        ReviewStatus.EDITED: tr("Edited"),
        ReviewStatus.UNSURE: tr("Unsure"),
        ReviewStatus.REJECTED: tr("Rejected"),
        ReviewStatus.DUPLICATE: tr("Duplicate"),
    }[status]


def figures(candidate: Candidate) -> list[tuple[str, str]]:
    """Return what is known of a candidate, as title and text with unit, in the form of the user's country."""
    found = (
        (tr("Area"), _area(candidate.area_m2)),
        (tr("Probability"), _probability(candidate)),
        (tr("Spread"), _number(candidate.p_std, 2)),
        (tr("Members agree"), _members(candidate)),
        (tr("Mean slope"), _with(_number(candidate.slope_mean, 0), "°")),
        (tr("Aspect"), _aspect(candidate.aspect_mean)),
        (tr("Height drop"), _with(_number(candidate.height_drop, 0), " m")),
        (tr("In the inventory"), _share(candidate.mapped_share)),
    )
    return [(title, text) for title, text in found if text]


def _number(value: Optional[float], decimals: int) -> str:
    return "" if value is None else QLocale().toString(float(value), "f", decimals)


def _with(text: str, unit: str) -> str:
    return text + unit if text else ""


def _area(area_m2: Optional[float]) -> str:
    if area_m2 is None:
        return ""
    return f"{_number(area_m2 / M2_PER_HA, 2)} ha" if area_m2 >= M2_PER_HA else f"{_number(area_m2, 0)} m²"


def _probability(candidate: Candidate) -> str:
    mean, highest = _number(candidate.p_mean, 2), _number(candidate.p_max, 2)
    return tr("{} (highest {})").format(mean, highest) if mean and highest else mean


def _members(candidate: Candidate) -> str:
    agree = _number(candidate.n_members_agree, 1)
    return tr("{} of {}").format(agree, candidate.members) if agree and candidate.members else agree


def _aspect(aspect_deg: Optional[float]) -> str:
    if aspect_deg is None:
        return ""
    directions = tr("N NE E SE S SW W NW").split()
    return f"{_number(aspect_deg, 0)}° {directions[round(aspect_deg / 45) % 8]}"


def _share(share: Optional[float]) -> str:
    return "" if share is None else f"{_number(100 * share, 0)} %"


class CandidateCard(QWidget):
    """Shows which candidate it is, where it stands, and its numbers in two columns."""

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
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # never squeezed: numbers are read

    def show_candidate(self, candidate: Optional[Candidate], place: int, count: int) -> None:
        """Show ``candidate``, which is number ``place`` of ``count`` in the walk; None says that none is left."""
        shown = figures(candidate) if candidate is not None else []
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
            self._add(row, 2 * column)
            self._add(row, 2 * column + 1, is_value=True)
        for label, words in zip(self._labels[2 * i :], (title, text)):
            label.setText(words)
            label.show()

    def _show_status(self, status: ReviewStatus) -> None:
        text = "#1a1a1a" if status in DARK_TEXT else "#ffffff"
        self.badge.setText(status_title(status))
        self.badge.setStyleSheet(
            f"background: {COLOURS[status]}; color: {text}; border-radius: 3px; padding: 2px 8px; font-weight: bold;"
        )

    def _add(self, row: int, column: int, is_value: bool = False) -> None:
        label = QLabel()
        if is_value:
            font = label.font()
            font.setBold(True)
            label.setFont(font)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._numbers.addWidget(label, row, column)
        self._labels.append(label)
