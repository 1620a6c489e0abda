"""Styles stored with results, where QGIS finds them when a file is opened again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsVectorLayer

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.run_files import write_atomically
from deepslide_qgis.processing.compatibility import save_default_style

STYLE = "DeepSlide"
"""Name of the plugin's style in a GeoPackage."""
GEOTIFFS = (".tif", ".tiff")


def style_path(name: str) -> str:
    """Return the path of one of the plugin's layer styles."""
    return str(resources_folder() / "styles" / name)


def is_in_geopackage(destination: str) -> bool:
    """Return whether the layer at ``destination`` is in a GeoPackage, which can store styles."""
    path = QgsProviderRegistry.instance().decodeUri("ogr", destination).get("path") or ""
    return str(path).lower().endswith(".gpkg")


def store_style_in_geopackage(destination: str, style: str) -> None:
    """Store ``style`` as default of a new layer in a GeoPackage; keep one that the user saved for its table.

    A failure is ignored: the layer is complete without a style.
    """
    if not style or not is_in_geopackage(destination):
        return
    layer = QgsVectorLayer(destination, STYLE, "ogr")
    stored_count, *_ = layer.listStylesInDatabase() if layer.isValid() else (1,)
    if not stored_count:
        layer.loadNamedStyle(style_path(style))
        save_default_style(layer, STYLE)


def store_style_beside_raster(path: str, style: str) -> None:
    """Copy ``style`` beside the GeoTIFF ``path`` as its default; keep one that the user saved there.

    A failure is ignored: the raster is complete without a style.
    """
    if not style or not path.lower().endswith(GEOTIFFS) or not os.path.isfile(path):
        return
    style_file, source = Path(path).with_suffix(".qml"), Path(style_path(style))
    with suppress(OSError, UnicodeDecodeError):
        if not style_file.exists() or _is_plugin_style(style_file):
            write_atomically(style_file, source.read_text(encoding="utf-8"))


def _is_plugin_style(file: Path) -> bool:
    """Return whether ``file`` is an unchanged style of the plugin."""
    text = file.read_text(encoding="utf-8")
    return any(text == style.read_text(encoding="utf-8") for style in Path(style_path("")).glob("*.qml"))
