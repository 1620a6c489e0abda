"""The fields in which a layer stores a review: their names, types, and which are missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import NULL, Qgis, QgsField, QgsProviderRegistry, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import REVIEW_FIELDS, FieldKind, ReviewField
from deepslide_qgis.gui.translation import tr

if Qgis.QGIS_VERSION_INT >= 33800:
    from qgis.PyQt.QtCore import QMetaType

    KINDS = {
        FieldKind.TEXT: QMetaType.Type.QString,
        FieldKind.WHOLE_NUMBER: QMetaType.Type.Int,
        FieldKind.DATE: QMetaType.Type.QDate,
    }
else:
    from qgis.PyQt.QtCore import QVariant

    KINDS = {
        FieldKind.TEXT: QVariant.String,
        FieldKind.WHOLE_NUMBER: QVariant.Int,
        FieldKind.DATE: QVariant.Date,
    }

SHAPEFILE_TEXT_LENGTH = 254


def is_shapefile(layer: QgsVectorLayer) -> bool:
    """Return whether the layer is a shapefile, which limits the length of names and texts."""
    return layer.dataProvider().storageType() == "ESRI Shapefile"


def layer_file(layer: QgsVectorLayer) -> Optional[Path]:
    """Return the layer's file, None for a layer without one."""
    if layer.providerType() != "ogr":
        return None
    path = QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("path")
    return Path(path) if path and not path.startswith("/vsi") else None


def stored_name(layer: QgsVectorLayer, name: str) -> str:
    """Return the name of the field ``name`` in the layer, which a shapefile may have cut."""
    cut = name[:10]
    if layer.fields().indexFromName(name) < 0 and is_shapefile(layer):
        return cut
    return name


def field_index(layer: QgsVectorLayer, name: str) -> int:
    """Return the index of the field ``name``, -1 if there is none."""
    return layer.fields().indexFromName(stored_name(layer, name))


def missing_fields(layer: QgsVectorLayer) -> tuple[ReviewField, ...]:
    """Return the fields of a review that the layer lacks."""
    return tuple(field for field in REVIEW_FIELDS if field_index(layer, field.name) < 0)


def add_fields(layer: QgsVectorLayer, fields: tuple[ReviewField, ...]) -> None:
    """Add ``fields`` to the layer's file; raise ReviewError if it refuses them."""
    short = is_shapefile(layer)
    made = [QgsField(field.short_name if short else field.name, KINDS[field.kind]) for field in fields]
    if short:
        for field, kind in zip(made, fields):
            field.setLength(SHAPEFILE_TEXT_LENGTH if kind.kind is FieldKind.TEXT else field.length())
    if not layer.dataProvider().addAttributes(made):
        raise ReviewError(
            tr("The layer '{}' does not take the fields of a review.").format(layer.name()),
            tr("Save it as a GeoPackage and review that."),
        )
    layer.updateFields()


def null_to_none(value: Any) -> Optional[Any]:
    """Return a field's value, with None for every representation of NULL in QGIS."""
    return None if value is None or value == NULL or (hasattr(value, "isNull") and value.isNull()) else value
