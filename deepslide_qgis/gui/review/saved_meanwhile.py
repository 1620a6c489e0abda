"""What somebody saves with QGIS's own buttons while a session of the review is at work: it is work of the session."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import QgsFeature

from deepslide_qgis.gui.review.editing import as_committed, pending
from deepslide_qgis.gui.review.edits import Edit, NotTaken
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import measure


class SavedMeanwhile:
    """Measures outlines before they are saved, and remembers the way back; ``parts`` are features that came so.

    Where layers are saved together, the save of another layer comes without warning: then there is no way back.
    """

    def __init__(self, review: Review):
        self._review = review
        self._pending = Edit(-1)
        self._arrived: list[QgsFeature] = []
        self.parts: set[int] = set()
        self.is_any = False

    def listen(self, is_wanted: bool) -> None:
        """Hear of what is saved; or hear of it no longer."""
        layer = self._review.layer
        pairs = (
            (layer.beforeCommitChanges, self._before),
            (layer.committedFeaturesAdded, self._came),
            (layer.committedGeometriesChanges, self._mended),
            (layer.afterCommitChanges, self._after),
        )
        for signal, slot in pairs:
            signal.connect(slot) if is_wanted else signal.disconnect(slot)

    def _before(self, _: bool) -> None:
        self._pending, self._arrived = Edit(-1), []
        with suppress(NotTaken):  # what another program removed meanwhile has no way back
            measure(self._review)
            self._pending = pending(self._review.layer, self._review.about)

    def _came(self, _: str, features: list[QgsFeature]) -> None:
        self.is_any = True
        self.parts.update(feature.id() for feature in features)
        self._arrived.extend(QgsFeature(feature) for feature in features)

    def _mended(self, _: str, outlines: object) -> None:
        self.is_any = True

    def _after(self) -> None:
        edit, _ = as_committed(self._pending, self._arrived)
        self._pending = Edit(-1)
        self._review.remember(edit)
