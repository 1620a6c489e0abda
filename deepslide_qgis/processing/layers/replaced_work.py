"""What a person made, and what would go with a layer that is replaced: judgements of a review, tables beside it."""

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
"""Formats whose files hold many tables as a matter of course."""
IN_A_GEOPACKAGE = (
    "SELECT table_name FROM gpkg_contents UNION SELECT name FROM sqlite_master WHERE name = 'qgis_projects'"
)
STYLES = "layer_styles"
JUDGEMENTS = ", ".join(f"'{status.value}'" for status in sorted(JUDGED))
NAMED = 5
"""So many of the tables that would be lost are named."""


def check_work_stays(place: Place) -> None:
    """Raise OutputError where writing ``place`` would take judgements away, or other tables of its file."""
    others, is_judged = _lost_with(place)
    if others:
        raise OutputError(
            translate("'{}' would be replaced, and what else it holds be lost: {}.").format(place.file, _some(others)),
            translate("Add a table to it with 'Save to GeoPackage…', or choose another name."),
        )
    if is_judged:
        what = f"{place.file}|layername={place.table}" if place.table else place.file
        message = translate("What was judged in '{}' would be lost.").format(what)
        raise OutputError(message, translate("Choose another name."))


def _lost_with(place: Place) -> tuple[list[str], bool]:
    """Return other tables that would go, and whether judgements would; nothing where the file cannot be read."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        dataset = gdal.OpenEx(place.file) if os.path.isfile(place.file) else None
        if dataset is None:
            return [], False
        others = [] if place.table else _other_tables(dataset, Path(place.file).stem)
        return others, any(map(_is_judged, _replaced(dataset, place.table)))
    except RuntimeError:
        return [], False
    finally:
        gdal.PopErrorHandler()


def _other_tables(dataset: gdal.Dataset, own: str) -> list[str]:
    """Return the tables of a file but ``own``, the one that a plain name writes, and the styles, which belong to it."""
    driver = dataset.GetDriver().ShortName
    if driver not in CONTAINERS:
        return []
    names = _in_a_geopackage(dataset) if driver == "GPKG" else [layer.GetName() for layer in _layers(dataset)]
    return [name for name in names if name.lower() not in (own.lower(), STYLES)]


def _in_a_geopackage(dataset: gdal.Dataset) -> list[str]:
    """Return the names of all tables, also of rasters and projects."""
    found = dataset.ExecuteSQL(IN_A_GEOPACKAGE)
    if found is None:
        return []
    names = [row.GetField(0) for row in found]
    dataset.ReleaseResultSet(found)
    return names


def _layers(dataset: gdal.Dataset) -> list[ogr.Layer]:
    return [dataset.GetLayer(place) for place in range(dataset.GetLayerCount())]


def _replaced(dataset: gdal.Dataset, table: str) -> list[ogr.Layer]:
    return [layer for layer in _layers(dataset) if not table or layer.GetName().lower() == table.lower()]


def _is_judged(layer: ogr.Layer) -> bool:
    """Tell whether a review was begun in ``layer``: what stands before a comparison's fields it took over."""
    definition = layer.GetLayerDefn()
    places = [definition.GetFieldIndex(name) for name in (REVIEW_STATUS.name, REVIEW_STATUS.short_name)]
    if max(places) <= definition.GetFieldIndex(MATCH_STATUS):
        return False
    name = definition.GetFieldDefn(max(places)).GetName()
    layer.SetAttributeFilter(f'"{name}" IN ({JUDGEMENTS})')
    return layer.GetNextFeature() is not None


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
