"""One step of a review as it stands in the file, and its inverse: undo is an edit like any other.

Whoever changes the layer, the dock or one of QGIS's own tools, changes its edit buffer. What the buffer
holds is read before it is committed, with what was there before, so every step can be taken back after
it has reached the file. Features get new ids where they are added again; ``renumbered`` follows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.fields import file_of
from deepslide_qgis.gui.translation import tr


@dataclass(frozen=True)
class Edit:
    """What one step changed, by feature id: values by field name and outlines as (before, after)."""

    about: int
    values: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    outlines: dict[int, tuple[QgsGeometry, QgsGeometry]] = field(default_factory=dict)
    added: dict[int, QgsFeature] = field(default_factory=dict)
    removed: dict[int, QgsFeature] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.outlines or self.added or self.removed)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(
            self.about,
            {fid: {name: (new, old) for name, (old, new) in pairs.items()} for fid, pairs in self.values.items()},
            {fid: (new, old) for fid, (old, new) in self.outlines.items()},
            self.removed,
            self.added,
        )

    def renumbered(self, new_ids: dict[int, int]) -> Edit:
        """Return the edit with the ids that features have now."""

        def now(by_id: dict[int, Any]) -> dict[int, Any]:
            return {new_ids.get(fid, fid): value for fid, value in by_id.items()}

        return replace(
            self,
            about=new_ids.get(self.about, self.about),
            values=now(self.values),
            outlines=now(self.outlines),
            added=now(self.added),
            removed=now(self.removed),
        )


def begin(layer: QgsVectorLayer) -> bool:
    """Open an edit session; return whether it is this one's to close.

    Raises ReviewError where the layer cannot be edited, or holds changes that somebody has not saved.
    """
    file = file_of(layer)
    if file is not None and not file.exists():  # an open file can be written to after it was deleted
        raise ReviewError(
            tr("The file '{}' is gone: judgements could not be kept.").format(file),
            tr("Put it back, or save the layer as another GeoPackage, then judge on."),
        )
    if layer.isEditable():
        if layer.isModified():
            raise ReviewError(
                tr("The layer '{}' is being edited elsewhere and has unsaved changes.").format(layer.name()),
                tr("Save or discard them (pencil in the toolbar), then judge on."),
            )
        return False
    if not layer.startEditing():
        raise ReviewError(
            tr("The layer '{}' cannot be edited.").format(layer.name()),
            tr("Save a copy of it as a GeoPackage and review that."),
        )
    return True


def put(layer: QgsVectorLayer, edit: Edit) -> dict[int, int]:
    """Make ``edit`` in the layer's edit buffer; return the buffer's ids of the features it adds, by their old ids."""
    for fid, pairs in edit.values.items():
        for name, (old, new) in pairs.items():
            layer.changeAttributeValue(fid, layer.fields().indexFromName(name), new, old)
    for fid, (_, outline) in edit.outlines.items():
        layer.changeGeometry(fid, outline)
    for fid in edit.removed:
        layer.deleteFeature(fid)
    ids = {}
    for fid, feature in edit.added.items():
        again = QgsFeature(feature)
        layer.addFeature(again)
        ids[fid] = again.id()
    return ids


def commit(layer: QgsVectorLayer, about: int, is_own_session: bool) -> tuple[Edit, dict[int, int]]:
    """Write the edit buffer to the file; return what it held, and new ids of added features by the buffer's.

    Raises ReviewError, with the layer as it was before, where the file does not take it.
    """
    pending = _pending(layer, about)
    arrived: list[QgsFeature] = []

    def note(_: str, features: list[QgsFeature]) -> None:
        arrived.extend(QgsFeature(feature) for feature in features)

    layer.committedFeaturesAdded.connect(note)
    try:
        is_written = layer.commitChanges(is_own_session)
    finally:
        layer.committedFeaturesAdded.disconnect(note)
    if not is_written:
        reasons = "; ".join(layer.commitErrors())
        layer.rollBack(is_own_session)
        raise ReviewError(
            tr("The file of '{}' does not take the change: {}.").format(layer.name(), reasons),
            tr("Nothing was changed. Check that it can be written to and has room, then judge again."),
        )
    return _as_committed(pending, arrived)


def discard(layer: QgsVectorLayer, is_own_session: bool) -> None:
    """Forget what the edit buffer holds."""
    layer.rollBack(is_own_session)


def _pending(layer: QgsVectorLayer, about: int) -> Edit:
    buffer, names = layer.editBuffer(), layer.fields().names()
    values, outlines = buffer.changedAttributeValues(), buffer.changedGeometries()
    gone = list(buffer.deletedFeatureIds())
    request = QgsFeatureRequest().setFilterFids([*values, *outlines, *gone])
    before = {feature.id(): QgsFeature(feature) for feature in layer.dataProvider().getFeatures(request)}
    return Edit(
        about,
        {
            fid: {names[place]: (before[fid].attribute(place), new) for place, new in changed.items()}
            for fid, changed in values.items()
            if changed
        },
        {fid: (before[fid].geometry(), QgsGeometry(outline)) for fid, outline in outlines.items()},
        {fid: QgsFeature(feature) for fid, feature in buffer.addedFeatures().items()},
        {fid: before[fid] for fid in gone},
    )


def _as_committed(pending: Edit, arrived: list[QgsFeature]) -> tuple[Edit, dict[int, int]]:
    if len(arrived) != len(pending.added):
        return pending, {}
    # the buffer adds in the order of its ids, which are negative, last one first or first one first by version:
    # outlines tell which became which
    left, ids = list(arrived), {}
    for fid, feature in pending.added.items():
        twin = next((other for other in left if other.geometry().equals(feature.geometry())), left[0])
        left.remove(twin)
        ids[fid] = twin.id()
    added = {feature.id(): feature for feature in arrived}
    return replace(pending.renumbered(ids), added=added), ids
