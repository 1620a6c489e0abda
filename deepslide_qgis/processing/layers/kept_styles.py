"""The look of a result, kept where QGIS finds it by itself whenever the file is opened again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsVectorLayer

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.run_files import write_atomically
from deepslide_qgis.processing.compatibility import keep_style

STYLE = "DeepSlide"
"""The name under which a GeoPackage keeps a style of ours."""
GEOTIFFS = (".tif", ".tiff")


def style_path(name: str) -> str:
    """Return the path of one of the plugin's layer styles."""
    return str(resources_folder() / "styles" / name)


def is_in_geopackage(destination: str) -> bool:
    """Return whether the layer at ``destination`` lies in a GeoPackage, which keeps styles."""
    path = QgsProviderRegistry.instance().decodeUri("ogr", destination).get("path") or ""
    return str(path).lower().endswith(".gpkg")


def keep_in_geopackage(destination: str, style: str) -> None:
    """Make ``style`` the default of a new layer in a GeoPackage; one that a person saved for its table stays.

    Where that does not work the layer is whole without.
    """
    if not style or not is_in_geopackage(destination):
        return
    layer = QgsVectorLayer(destination, STYLE, "ogr")
    kept, *_ = layer.listStylesInDatabase() if layer.isValid() else (1,)
    if not kept:
        layer.loadNamedStyle(style_path(style))
        keep_style(layer, STYLE)


def keep_beside_raster(path: str, style: str) -> None:
    """Lay ``style`` beside the GeoTIFF ``path``, as its default; one that a person saved there stays.

    Where that does not work the raster is whole without.
    """
    if not style or not path.lower().endswith(GEOTIFFS) or not os.path.isfile(path):
        return
    beside, look = Path(path).with_suffix(".qml"), Path(style_path(style))
    with suppress(OSError, UnicodeDecodeError):
        if not beside.exists() or _is_ours(beside):
            write_atomically(beside, look.read_text(encoding="utf-8"))


def _is_ours(file: Path) -> bool:
    """Return whether ``file`` is a style of the plugin that nobody changed."""
    text = file.read_text(encoding="utf-8")
    return any(text == style.read_text(encoding="utf-8") for style in Path(style_path("")).glob("*.qml"))
