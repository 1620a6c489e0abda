"""Checks whether a layer can be reviewed, and what has to be done first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsProcessingUtils,
    QgsProject,
    QgsVectorDataProvider,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import ReviewField
from deepslide_qgis.gui.review.fields import is_shapefile, layer_file, missing_fields
from deepslide_qgis.gui.review.file_identity import reopen_file
from deepslide_qgis.gui.review.transactions import check_buffered
from deepslide_qgis.gui.translation import tr

EDITED_IN_PLACE = ("GPKG", "SQLite", "ESRI Shapefile", "MapInfo File")
"""Formats in which a change of one feature leaves the others untouched; other files are rewritten, or read-only."""


@dataclass(frozen=True)
class Readiness:
    """What a layer lacks for a review: a file of its own, fields; ``caution`` is a limitation of its format."""

    needs_a_file: bool
    missing: tuple[ReviewField, ...]
    caution: str = ""


def check_layer(layer: QgsVectorLayer) -> Readiness:
    """Return what to do before the review; raise ReviewError if the layer cannot be reviewed."""
    if not layer.isValid() or layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise ReviewError(
            tr("The layer '{}' holds no polygons that can be read.").format(layer.name()),
            tr("Choose a layer of candidate polygons."),
        )
    if layer.isEditable() and layer.isModified():
        raise ReviewError(
            tr("The layer '{}' is being edited and has unsaved changes.").format(layer.name()),
            tr("Save or discard them (pencil in the toolbar), then begin the review."),
        )
    check_buffered(layer)
    reopen_file(layer)
    if is_temporary(layer):
        return Readiness(True, missing_fields(layer))
    missing = missing_fields(layer)
    _check_writable(layer, bool(missing))
    return Readiness(False, missing, _shapefile_caution(layer))


def is_temporary(layer: QgsVectorLayer) -> bool:
    """Return whether the layer disappears with QGIS: in memory, or in Processing's temporary folder."""
    file = layer_file(layer)
    scratch = Path(QgsProcessingUtils.tempFolder())
    return layer.providerType() == "memory" or (file is not None and scratch in file.parents)


def _check_writable(layer: QgsVectorLayer, needs_fields: bool) -> None:
    remedy = tr("Save a copy of it as a GeoPackage (Export > Save Features As) and review that.")
    stored = layer.dataProvider().storageType()
    if layer.providerType() == "ogr" and stored not in EDITED_IN_PLACE:
        raise ReviewError(
            tr("The layer '{}' lies in a file of the format {}, in which no review can be kept safely.").format(
                layer.name(), stored
            ),
            remedy,
        )
    needed = QgsVectorDataProvider.Capability.ChangeAttributeValues
    if needs_fields:
        needed = needed | QgsVectorDataProvider.Capability.AddAttributes
    if layer.readOnly() or layer.dataProvider().capabilities() & needed != needed:
        raise ReviewError(
            tr("The layer '{}' cannot be written to: judgements could not be kept.").format(layer.name()), remedy
        )


def _shapefile_caution(layer: QgsVectorLayer) -> str:
    if not is_shapefile(layer):
        return ""
    return tr(
        "A shapefile cuts field names to 10 characters and comments to 254, and a crash while it writes can damage "
        "it. Better save it as a GeoPackage first."
    )


def save_as_geopackage(layer: QgsVectorLayer, path: str) -> QgsVectorLayer:
    """Write the layer to a new GeoPackage, and return that layer with the same style; raise ReviewError."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "candidates"
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, QgsProject.instance().transformContext(), options
    )
    if error != QgsVectorFileWriter.WriterError.NoError:
        raise ReviewError(tr("'{}' cannot be written: {}.").format(path, message), tr("Choose another folder or name."))
    saved = QgsVectorLayer(f"{path}|layername=candidates", layer.name() or Path(path).stem, "ogr")
    saved.setRenderer(layer.renderer().clone())
    return saved
