"""Path of the file with areas reviewed completely, beside the layer's file; each table has its own file.

``name_reviewed_areas.gpkg`` belongs to the only table of a file, and stays with that table after others are added:
the table inside has the same name. Earlier versions used another table name, and one file for all tables.
"""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsVectorLayer, QgsWkbTypes

from deepslide_qgis.gui.review.fields import layer_file

SUFFIX = "_reviewed_areas.gpkg"
FORBIDDEN_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]')
"""Characters that Windows does not allow in file names."""


def areas_file(layer: QgsVectorLayer) -> Path:
    """Return the path of the areas file of a reviewed layer, whether or not it exists."""
    source, table = layer_file(layer) or Path(layer.source()), layer_table(layer)
    shared = source.with_name(source.stem + SUFFIX)
    of_table = source.with_name(f"{source.stem}_{FORBIDDEN_IN_FILE_NAMES.sub('_', table)}{SUFFIX}")
    if of_table.exists():
        return of_table
    is_only_table = len(_list_tables(source)) < 2
    return shared if is_only_table or {table, shared.stem} & set(_list_tables(shared)) else of_table


def layer_table(layer: QgsVectorLayer) -> str:
    """Return the name of the layer's table in its file."""
    source = layer_file(layer) or Path(layer.source())
    named = QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("layerName")
    return named or next(iter(_list_tables(source)), source.stem)


def _list_tables(file: Path) -> list[str]:
    """Return the names of a file's tables with geometry, in file order; empty if there is no file."""
    found = QgsProviderRegistry.instance().querySublayers(str(file)) if file.exists() else []
    return [each.name() for each in found if each.wkbType() != QgsWkbTypes.Type.NoGeometry]
