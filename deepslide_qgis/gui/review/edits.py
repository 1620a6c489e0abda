"""One step of a review as written to the file, and its inverse: undo is an edit like any other.

A feature gets a new id when it is added again; ``renumbered`` replaces the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.fields import field_index
from deepslide_qgis.gui.translation import tr


class NotTaken(ReviewError):  # noqa: N818 (one of the family, named after what happened)
    """The layer can no longer hold a change, because the field or the candidate is gone."""


@dataclass(frozen=True)
class Edit:
    """The changes of one step by feature id; values by field name, and outlines, as (before, after).

    ``about`` is the feature id of the candidate that was current, -1 for none.
    """

    about: int
    values: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    outlines: dict[int, tuple[QgsGeometry, QgsGeometry]] = field(default_factory=dict)
    added: dict[int, QgsFeature] = field(default_factory=dict)
    removed: dict[int, QgsFeature] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.outlines or self.added or self.removed)

    def inverse(self) -> Edit:
        """Return the edit that undoes this one."""
        return Edit(
            self.about,
            {fid: {name: (new, old) for name, (old, new) in pairs.items()} for fid, pairs in self.values.items()},
            {fid: (new, old) for fid, (old, new) in self.outlines.items()},
            self.removed,
            self.added,
        )

    def without(self, left: Edit) -> Edit:
        """Return the edit without the features in ``left``."""

        def drop_keys(mine: dict[int, Any], others: dict[int, Any]) -> dict[int, Any]:
            return {fid: value for fid, value in mine.items() if fid not in others}

        return replace(
            self,
            values=drop_keys(self.values, left.values),
            outlines=drop_keys(self.outlines, left.outlines),
            added=drop_keys(self.added, left.added),
            removed=drop_keys(self.removed, left.removed),
        )

    def renumbered(self, new_ids: dict[int, int]) -> Edit:
        """Return the edit with feature ids replaced by ``new_ids``."""

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


def apply_edit(layer: QgsVectorLayer, edit: Edit) -> dict[int, int]:
    """Apply ``edit`` to the layer's edit buffer; return the buffer ids of added features by their old ids.

    Raises NotTaken.
    """
    for fid, pairs in edit.values.items():
        set_values(layer, fid, {name: new for name, (_, new) in pairs.items()})
    for fid, (_, outline) in edit.outlines.items():
        set_outline(layer, fid, outline)
    for fid in edit.removed:
        layer.deleteFeature(fid)
    ids = {}
    for fid, feature in edit.added.items():
        copy = QgsFeature(feature)
        layer.addFeature(copy)
        ids[fid] = copy.id()
    return ids


def set_values(layer: QgsVectorLayer, fid: int, values: Mapping[str, Any]) -> None:
    """Change values of a feature by field name in the edit buffer; raise NotTaken if QGIS refuses one."""
    for name, value in values.items():
        if not layer.changeAttributeValue(fid, field_index(layer, name), value):
            raise NotTaken(
                tr("The layer '{}' does not accept the value for '{}'.").format(layer.name(), name),
                tr("Where the field was deleted: choose no layer at the top of the dock, then this one again."),
            )


def set_outline(layer: QgsVectorLayer, fid: int, outline: QgsGeometry) -> None:
    """Change the outline of a feature in the edit buffer; raise NotTaken if QGIS refuses it."""
    if not layer.changeGeometry(fid, outline):
        raise NotTaken(
            tr("The layer '{}' does not take the outline.").format(layer.name()),
            tr("Save a copy of it as a GeoPackage and review that."),
        )
