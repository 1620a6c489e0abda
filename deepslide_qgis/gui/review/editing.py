"""An edit session of a layer: what changed in it comes back as an Edit when it is in the file.

Whoever changes the layer, the dock or one of QGIS's own tools, changes its edit buffer. What the buffer
holds is read before it is committed, with what was there before, so every step can be taken back after
it has reached the file.
"""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.edits import Edit, NotTaken
from deepslide_qgis.gui.review.opened_file import OpenedFile
from deepslide_qgis.gui.review.transactions import check_alone, check_buffered, unsaved_along
from deepslide_qgis.gui.translation import tr


class NotWritten(ReviewError):  # noqa: N818 (one of the family, named after what happened)
    """The file did not take a change, or took a part of it, which is ``written``."""

    def __init__(self, message: str, remedy: str, written: Edit):
        super().__init__(message, remedy)
        self.written = written


class Editing:
    """Opens the edit session of ``layer``, or joins one that is open and holds nothing.

    Raises ReviewError where the layer cannot be edited, lies no longer in ``file``, or changes that somebody has not
    saved would go with its own; ``commit`` and ``discard`` do so, too.
    """

    def __init__(self, layer: QgsVectorLayer, file: OpenedFile):
        file.check()
        _check_unsaved(layer)
        check_buffered(layer)
        check_alone(layer)
        self._layer, self._file, self._is_own = layer, file, not layer.isEditable()
        if self._is_own and not layer.startEditing():
            raise ReviewError(
                tr("The layer '{}' cannot be edited.").format(layer.name()),
                tr("Save a copy of it as a GeoPackage and review that."),
            )

    def commit(self, about: int) -> tuple[Edit, dict[int, int]]:
        """Write the edit buffer to the file; return what it held, and new ids of added features by the buffer's.

        Raises NotWritten where the file does not take it all: the session goes on, and the buffer holds the rest.
        """
        layer = self._layer
        self._file.check()
        check_alone(layer)
        before = pending(layer, about)
        arrived: list[QgsFeature] = []

        def note(_: str, features: list[QgsFeature]) -> None:
            arrived.extend(QgsFeature(feature) for feature in features)

        layer.committedFeaturesAdded.connect(note)
        try:
            is_written = layer.commitChanges(self._is_own)
        finally:
            layer.committedFeaturesAdded.disconnect(note)
        if not is_written:
            reasons = "; ".join(layer.commitErrors())
            written, _ = as_committed(before.without(pending(layer, about)), arrived)
            raise NotWritten(
                tr("The file of '{}' does not take the change: {}.").format(layer.name(), reasons),
                tr("Nothing is lost: check that it can be written to and has room, then do the same again."),
                written,
            )
        return as_committed(before, arrived)

    def discard(self) -> None:
        """Forget what the edit buffer holds."""
        check_alone(self._layer)
        self._layer.rollBack(self._is_own)

    def leave(self) -> None:
        """Let go of the session; what waits in the edit buffer is left to QGIS's own buttons."""
        if not self._layer.isModified() and not unsaved_along(self._layer):
            self.discard()


def _check_unsaved(layer: QgsVectorLayer) -> None:
    if layer.isEditable() and layer.isModified():
        raise ReviewError(
            tr("The layer '{}' is being edited elsewhere and has unsaved changes.").format(layer.name()),
            tr("Save or discard them (pencil in the toolbar), then judge on."),
        )


def pending(layer: QgsVectorLayer, about: int) -> Edit:
    """Return what the edit buffer holds, with what stands in the file; raise NotTaken where that is no longer there."""
    buffer, names = layer.editBuffer(), layer.fields().names()
    values, outlines = buffer.changedAttributeValues(), buffer.changedGeometries()
    gone = list(buffer.deletedFeatureIds())
    wanted = {*values, *outlines, *gone}
    request = QgsFeatureRequest().setFilterFids(list(wanted))
    before = {feature.id(): QgsFeature(feature) for feature in layer.dataProvider().getFeatures(request)}
    if wanted - before.keys():
        raise NotTaken(
            tr("What would be changed is no longer in the file of '{}'.").format(layer.name()),
            tr("Another program may have removed it: go on, or choose the layer again."),
        )
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


def as_committed(held: Edit, arrived: list[QgsFeature]) -> tuple[Edit, dict[int, int]]:
    """Return what the buffer ``held`` with the features that ``arrived`` in the file, and their ids by the buffer's."""
    if len(arrived) != len(held.added):
        return held, {}
    # the buffer adds in the order of its ids, which are negative, last one first or first one first by version:
    # outlines tell which became which
    left, ids = list(arrived), {}
    for fid, feature in held.added.items():
        twin = next((other for other in left if other.geometry().equals(feature.geometry())), left[0])
        left.remove(twin)
        ids[fid] = twin.id()
    added = {feature.id(): feature for feature in arrived}
    return replace(held.renumbered(ids), added=added), ids
