"""The user's work that overwriting a layer would delete: judgements of a review, other tables in its file."""

from __future__ import annotations

import os
from pathlib import Path

from osgeo import gdal, ogr

from deepslide_qgis.core.comparison import MATCH_STATUS
from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.review.review import JUDGED, REVIEW_STATUS
from deepslide_qgis.processing.layers.input_layers import Place
from deepslide_qgis.processing.translation import translate

CONTAINERS = ("GPKG", "SQLite", "XLSX", "ODS")
"""Formats whose files commonly hold several tables."""
GEOPACKAGE_TABLES_SQL = (
    "SELECT table_name FROM gpkg_contents UNION SELECT name FROM sqlite_master WHERE name = 'qgis_projects'"
)
STYLES = "layer_styles"
JUDGEMENTS = ", ".join(f"'{status.value}'" for status in sorted(JUDGED))
MAX_NAMED = 5
"""Number of lost tables named in the message."""


def check_no_work_lost(place: Place) -> None:
    """Raise OutputError if writing ``place`` would delete judgements, or other tables of its file."""
    others, is_judged = _find_lost(place)
    if others:
        raise OutputError(
            translate("'{}' would be replaced, and its other tables would be lost: {}.").format(
                place.file, _format_names(others)
            ),
            translate("Add a table to it with 'Save to GeoPackage…', or choose another name."),
        )
    if is_judged:
        what = f"{place.file}|layername={place.table}" if place.table else place.file
        message = translate("The judgements in '{}' would be lost.").format(what)
        raise OutputError(message, translate("Choose another name."))


def _find_lost(place: Place) -> tuple[list[str], bool]:
    """Return (other tables, True if judgements) that would be lost; nothing if the file cannot be read."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        dataset = gdal.OpenEx(place.file) if os.path.isfile(place.file) else None
        if dataset is None:
            return [], False
        others = [] if place.table else _other_tables(dataset, Path(place.file).stem)
        return others, any(map(_is_judged, _overwritten_layers(dataset, place.table)))
    except RuntimeError:
        return [], False
    finally:
        gdal.PopErrorHandler()


def _other_tables(dataset: gdal.Dataset, own: str) -> list[str]:
    """Return a file's tables except ``own``, which a plain name overwrites, and the style table."""
    driver = dataset.GetDriver().ShortName
    if driver not in CONTAINERS:
        return []
    names = _list_geopackage_tables(dataset) if driver == "GPKG" else [layer.GetName() for layer in _layers(dataset)]
    return [name for name in names if name.lower() not in (own.lower(), STYLES)]


def _list_geopackage_tables(dataset: gdal.Dataset) -> list[str]:
    """Return the names of all tables, including rasters and projects."""
    found = dataset.ExecuteSQL(GEOPACKAGE_TABLES_SQL)
    if found is None:
        return []
    names = [row.GetField(0) for row in found]
    dataset.ReleaseResultSet(found)
    return names


def _layers(dataset: gdal.Dataset) -> list[ogr.Layer]:
    return [dataset.GetLayer(place) for place in range(dataset.GetLayerCount())]


def _overwritten_layers(dataset: gdal.Dataset, table: str) -> list[ogr.Layer]:
    return [layer for layer in _layers(dataset) if not table or layer.GetName().lower() == table.lower()]


def _is_judged(layer: ogr.Layer) -> bool:
    """Return whether ``layer`` has judgements of its own; ignore those that a comparison copied."""
    definition = layer.GetLayerDefn()
    places = [definition.GetFieldIndex(name) for name in (REVIEW_STATUS.name, REVIEW_STATUS.short_name)]
    if max(places) <= definition.GetFieldIndex(MATCH_STATUS):
        return False
    name = definition.GetFieldDefn(max(places)).GetName()
    layer.SetAttributeFilter(f'"{name}" IN ({JUDGEMENTS})')
    return layer.GetNextFeature() is not None


def _format_names(names: list[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (", …" if len(names) > MAX_NAMED else "")
