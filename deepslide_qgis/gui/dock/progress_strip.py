"""Progress bar and counts of the review."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.dock.candidate_card import status_title
from deepslide_qgis.gui.review.progress import Progress
from deepslide_qgis.gui.translation import tr

SHOWN = (
    ReviewStatus.ACCEPTED,
    ReviewStatus.EDITED,
    ReviewStatus.UNSURE,
    ReviewStatus.REJECTED,
    ReviewStatus.DUPLICATE,
)


class ProgressStrip(QWidget):
    """A progress bar, counts by status, and the rate."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.bar, self.counts = QProgressBar(), QLabel()
        self.counts.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.bar)
        layout.addWidget(self.counts)

    def show_progress(self, progress: Progress) -> None:
        """Show ``progress``."""
        self.bar.setMaximum(max(1, progress.total))
        self.bar.setValue(progress.judged)
        self.bar.setFormat(tr("{} of {} judged").format(progress.judged, progress.total))
        parts = [f"{status_title(status)} {progress.counts[status]}" for status in SHOWN if progress.counts.get(status)]
        if progress.per_minute:
            parts.append(tr("{} a minute").format(QLocale().toString(progress.per_minute, "f", 0)))
        if progress.minutes_left:
            parts.append(tr("about {} min to go").format(round(progress.minutes_left) or 1))
        self.counts.setText("  ·  ".join(parts))
        self.counts.setVisible(bool(parts))
