"""Where the areas that were reviewed whole are kept: beside the layer's file, for each of its tables in a file.

``name_reviewed_areas.gpkg`` belongs to the file's only table, and goes on to do so when others come: the table in it
has the same name. Earlier versions gave it no such name, and kept the areas of all tables there.
"""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsVectorLayer, QgsWkbTypes

from deepslide_qgis.gui.review.fields import file_of

SUFFIX = "_reviewed_areas.gpkg"
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
"""What no file name of Windows may hold."""


def areas_file(layer: QgsVectorLayer) -> Path:
    """Return the file of the areas of a reviewed layer, which need not exist."""
    source, table = file_of(layer) or Path(layer.source()), table_of(layer)
    shared = source.with_name(source.stem + SUFFIX)
    own = source.with_name(f"{source.stem}_{NOT_IN_NAMES.sub('_', table)}{SUFFIX}")
    if own.exists():
        return own
    is_alone = len(_tables(source)) < 2
    return shared if is_alone or {table, shared.stem} & set(_tables(shared)) else own


def table_of(layer: QgsVectorLayer) -> str:
    """Return the name of the layer's table in its file."""
    source = file_of(layer) or Path(layer.source())
    named = QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("layerName")
    return named or next(iter(_tables(source)), source.stem)


def _tables(file: Path) -> list[str]:
    """Return the names of what a file holds with outlines, in its order; none where there is no file."""
    found = QgsProviderRegistry.instance().querySublayers(str(file)) if file.exists() else []
    return [each.name() for each in found if each.wkbType() != QgsWkbTypes.Type.NoGeometry]
