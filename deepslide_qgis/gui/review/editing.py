"""Edit session of a layer: commits its edit buffer, and returns the committed change as an Edit.

The dock and QGIS's own tools both change the edit buffer. ``read_edit_buffer`` reads buffer and stored values before
the commit, so that each committed step can be undone.
"""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.edits import Edit, NotTaken
from deepslide_qgis.gui.review.file_identity import FileIdentity
from deepslide_qgis.gui.review.transactions import check_buffered, check_no_other_edits, other_modified_layers
from deepslide_qgis.gui.translation import tr


class NotWritten(ReviewError):  # noqa: N818 (one of the family, named after what happened)
    """The file refused a change; ``written`` is the part that it took."""

    def __init__(self, message: str, remedy: str, written: Edit):
        super().__init__(message, remedy)
        self.written = written


class Editing:
    """An edit session of ``layer``: starts one, or joins an open one that holds no changes.

    The constructor, ``commit`` and ``discard`` raise ReviewError if the layer cannot be edited, is no longer in
    ``file``, or if other unsaved changes would be saved or discarded too.
    """

    def __init__(self, layer: QgsVectorLayer, file: FileIdentity):
        file.check()
        _check_unsaved(layer)
        check_buffered(layer)
        check_no_other_edits(layer)
        self._layer, self._file, self._is_ours = layer, file, not layer.isEditable()
        if self._is_ours and not layer.startEditing():
            raise ReviewError(
                tr("The layer '{}' cannot be edited.").format(layer.name()),
                tr("Save a copy of it as a GeoPackage and review that."),
            )

    def commit(self, about: int) -> tuple[Edit, dict[int, int]]:
        """Commit the edit buffer; return its content, and the new ids of added features by their buffer ids.

        Raises NotWritten if the file refuses a part: the session continues, and the buffer holds the rest.
        """
        layer = self._layer
        self._file.check()
        check_no_other_edits(layer)
        before = read_edit_buffer(layer, about)
        committed: list[QgsFeature] = []

        def collect(_: str, features: list[QgsFeature]) -> None:
            committed.extend(QgsFeature(feature) for feature in features)

        layer.committedFeaturesAdded.connect(collect)
        try:
            is_written = layer.commitChanges(self._is_ours)
        finally:
            layer.committedFeaturesAdded.disconnect(collect)
        if not is_written:
            reasons = "; ".join(layer.commitErrors())
            written, _ = with_committed_ids(before.without(read_edit_buffer(layer, about)), committed)
            raise NotWritten(
                tr("The file of '{}' does not take the change: {}.").format(layer.name(), reasons),
                tr("Nothing is lost: check that it can be written to and has room, then do the same again."),
                written,
            )
        return with_committed_ids(before, committed)

    def discard(self) -> None:
        """Discard the edit buffer."""
        check_no_other_edits(self._layer)
        self._layer.rollBack(self._is_ours)

    def leave(self) -> None:
        """End the session if the buffer is empty; otherwise leave the changes to QGIS's own save button."""
        if not self._layer.isModified() and not other_modified_layers(self._layer):
            self.discard()


def _check_unsaved(layer: QgsVectorLayer) -> None:
    if layer.isEditable() and layer.isModified():
        raise ReviewError(
            tr("The layer '{}' is being edited elsewhere and has unsaved changes.").format(layer.name()),
            tr("Save or discard them (pencil in the toolbar), then judge on."),
        )


def read_edit_buffer(layer: QgsVectorLayer, about: int) -> Edit:
    """Return the edit buffer with the stored values; raise NotTaken if a changed feature is no longer in the file."""
    buffer, names = layer.editBuffer(), layer.fields().names()
    values, outlines = buffer.changedAttributeValues(), buffer.changedGeometries()
    removed = list(buffer.deletedFeatureIds())
    fids = {*values, *outlines, *removed}
    request = QgsFeatureRequest().setFilterFids(list(fids))
    before = {feature.id(): QgsFeature(feature) for feature in layer.dataProvider().getFeatures(request)}
    if fids - before.keys():
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
        {fid: before[fid] for fid in removed},
    )


def with_committed_ids(edit: Edit, committed: list[QgsFeature]) -> tuple[Edit, dict[int, int]]:
    """Return ``edit`` with the features that were ``committed``, and their new ids by their buffer ids."""
    if len(committed) != len(edit.added):
        return edit, {}
    # buffer ids are negative, and their order of addition depends on the version of QGIS: match by outline
    left, ids = list(committed), {}
    for fid, feature in edit.added.items():
        match = next((other for other in left if other.geometry().equals(feature.geometry())), left[0])
        left.remove(match)
        ids[fid] = match.id()
    added = {feature.id(): feature for feature in committed}
    return replace(edit.renumbered(ids), added=added), ids
