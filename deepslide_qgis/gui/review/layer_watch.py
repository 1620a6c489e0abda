"""What becomes of a layer, by whomever: the slots of a review, connected while it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Callable

from qgis.core import QgsFeature, QgsVectorLayer


class LayerWatch:
    """Calls ``noticed`` with ids of features that changed and whether any came or went, ``restructured`` and ``lost``.

    ``before_commit`` and ``after_commit`` are called around everything that QGIS writes.
    """

    def __init__(
        self,
        layer: QgsVectorLayer,
        noticed: Callable[[Iterable[int], bool], None],
        restructured: Callable[[], None],
        lost: Callable[[], None],
        before_commit: Callable[[bool], None],
        after_commit: Callable[[], None],
    ):
        self._noticed = noticed
        self._pairs = (
            (layer.committedAttributeValuesChanges, self._on_values),
            (layer.committedGeometriesChanges, self._on_values),
            (layer.committedFeaturesAdded, self._on_added),
            (layer.committedFeaturesRemoved, self._on_removed),
            (layer.updatedFields, restructured),
            (layer.subsetStringChanged, restructured),
            (layer.willBeDeleted, lost),
            (layer.beforeCommitChanges, before_commit),
            (layer.afterCommitChanges, after_commit),
        )
        for signal, slot in self._pairs:
            signal.connect(slot)

    def end(self) -> None:
        """Hear of the layer no longer, and hold on to nothing of it."""
        for signal, slot in self._pairs:
            signal.disconnect(slot)
        self._pairs = ()

    def _on_values(self, _: str, changes: Mapping[int, Any]) -> None:
        self._noticed(changes, False)

    def _on_added(self, _: str, features: list[QgsFeature]) -> None:
        self._noticed([feature.id() for feature in features], True)

    def _on_removed(self, _: str, fids: Iterable[int]) -> None:
        self._noticed(fids, True)
