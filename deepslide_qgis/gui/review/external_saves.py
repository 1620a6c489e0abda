"""Commits by QGIS's own save buttons during an edit session of the review, which count as its work."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import QgsFeature

from deepslide_qgis.gui.review.editing import read_edit_buffer, with_committed_ids
from deepslide_qgis.gui.review.edits import Edit, NotTaken
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import measure


class ExternalSaves:
    """Measures outlines before QGIS commits them, and pushes the commit on the undo stack.

    ``parts`` are the feature ids that such commits added. If the project saves layers together, a save of another layer
    commits without the signal before it, and cannot be undone.
    """

    def __init__(self, review: Review):
        self._review = review
        self._pending = Edit(-1)
        self._committed: list[QgsFeature] = []
        self.parts: set[int] = set()
        self.has_saved = False

    def listen(self, is_wanted: bool) -> None:
        """Connect to, or disconnect from, the layer's commit signals."""
        layer = self._review.layer
        pairs = (
            (layer.beforeCommitChanges, self._on_before_commit),
            (layer.committedFeaturesAdded, self._on_features_added),
            (layer.committedGeometriesChanges, self._on_geometries_changed),
            (layer.afterCommitChanges, self._on_after_commit),
        )
        for signal, slot in pairs:
            signal.connect(slot) if is_wanted else signal.disconnect(slot)

    def _on_before_commit(self, _: bool) -> None:
        self._pending, self._committed = Edit(-1), []
        with suppress(NotTaken):  # a feature that another program removed cannot be restored
            measure(self._review)
            self._pending = read_edit_buffer(self._review.layer, self._review.about)

    def _on_features_added(self, _: str, features: list[QgsFeature]) -> None:
        self.has_saved = True
        self.parts.update(feature.id() for feature in features)
        self._committed.extend(QgsFeature(feature) for feature in features)

    def _on_geometries_changed(self, _: str, outlines: object) -> None:
        self.has_saved = True

    def _on_after_commit(self) -> None:
        edit, _ = with_committed_ids(self._pending, self._committed)
        self._pending = Edit(-1)
        self._review.remember(edit)
