"""Connection of a review to the signals of its layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Callable

from qgis.core import QgsFeature, QgsVectorLayer


class LayerWatch:
    """Calls ``on_changed`` with changed feature ids and whether rows were added or removed.

    Also calls ``on_fields_changed``, ``on_deleted``, and ``before_commit`` and ``after_commit`` around each commit.
    """

    def __init__(
        self,
        layer: QgsVectorLayer,
        on_changed: Callable[[Iterable[int], bool], None],
        on_fields_changed: Callable[[], None],
        on_deleted: Callable[[], None],
        before_commit: Callable[[bool], None],
        after_commit: Callable[[], None],
    ):
        self._on_changed = on_changed
        self._pairs = (
            (layer.committedAttributeValuesChanges, self._on_values),
            (layer.committedGeometriesChanges, self._on_values),
            (layer.committedFeaturesAdded, self._on_added),
            (layer.committedFeaturesRemoved, self._on_removed),
            (layer.updatedFields, on_fields_changed),
            (layer.subsetStringChanged, on_fields_changed),
            (layer.willBeDeleted, on_deleted),
            (layer.beforeCommitChanges, before_commit),
            (layer.afterCommitChanges, after_commit),
        )
        for signal, slot in self._pairs:
            signal.connect(slot)

    def end(self) -> None:
        """Disconnect from the layer and release the references to it."""
        for signal, slot in self._pairs:
            signal.disconnect(slot)
        self._pairs = ()

    def _on_values(self, _: str, changes: Mapping[int, Any]) -> None:
        self._on_changed(changes, False)

    def _on_added(self, _: str, features: list[QgsFeature]) -> None:
        self._on_changed([feature.id() for feature in features], True)

    def _on_removed(self, _: str, fids: Iterable[int]) -> None:
        self._on_changed(fids, True)
