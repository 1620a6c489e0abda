"""One date on disk: a folder with a raster and ``scene.json``, written under a temporary name and renamed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rasterio

from deepslide_qgis.core.imagery.fetching import DATED, RADAR, FetchedDate
from deepslide_qgis.core.imagery.scene import SCENE_FILE, Scene, SceneBand
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.run_files import RECORD_TAG, partial_path, publish
from deepslide_qgis.engine.archive.date_raster import DateResult, Open, raster_format, write_raster
from deepslide_qgis.engine.process.run_record import library_versions
from deepslide_qgis.engine.rasters.grid import Grid

LIBRARIES = ("rasterio", "numpy", "pystac-client")


def folder_key(date: FetchedDate, grid: Grid) -> dict[str, Any]:
    """Return the description by which a folder on disk is recognised as the wanted one; URLs are without tokens."""
    return {
        "images": [[image.collection, image.id, image.baseline] for image in date.images],
        "assets": [[image.assets[band] for band in date.bands] for image in date.images],
        "bands": list(date.bands),
        "grid": [grid.crs.to_wkt(), *tuple(grid.transform)[:6], grid.width, grid.height],
        **raster_format(date),
    }


def is_on_disk(date: FetchedDate, grid: Grid) -> bool:
    """Return True if the date is on disk already, as it is wanted now."""
    path = date.raster
    needs_scene = date.sensor in DATED
    if not path.is_file() or (needs_scene and not (path.parent / SCENE_FILE).is_file()):
        return False
    try:
        with rasterio.open(path) as file:
            return json.loads(file.tags()[RECORD_TAG])["request"] == folder_key(date, grid)
    except (rasterio.errors.RasterioError, ValueError, KeyError, TypeError):
        return False


def write_date(date: FetchedDate, grid: Grid, open_asset: Open, step: Callable[[], None]) -> DateResult:
    """Read the images of ``date`` and write its folder; call ``step`` after each block of each band.

    Raises RasterError if it has no data in the area, and the errors of reading.
    """
    unfinished = Path(partial_path(date.path))
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        raster = unfinished / date.raster.name
        partial_raster = Path(partial_path(str(raster)))
        record = {"request": folder_key(date, grid), "versions": library_versions(LIBRARIES)}
        result = write_raster(date, grid, open_asset, step, partial_raster, record)
        os.replace(partial_raster, raster)
        if date.sensor in DATED:
            scene = json.dumps(to_plain(_make_scene(date, result.bands)), indent=1)
            (unfinished / SCENE_FILE).write_text(scene, encoding="utf-8")
        if Path(date.path).exists():
            shutil.rmtree(date.path)
        publish(unfinished, date.path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return result


def _make_scene(date: FetchedDate, names: tuple[str, ...]) -> Scene:
    first, name = date.images[0], date.raster.name
    bands = tuple(SceneBand(band, name, number) for number, band in enumerate(names, 1))
    is_radar = date.sensor == RADAR
    return Scene(
        id=first.id if len(date.images) == 1 else f"{first.id} and {len(date.images) - 1} beside it",
        bands=bands,
        date=date.day,
        processing_baseline=first.baseline or None,
        offset_dn=None if is_radar else 0.0,
        orbit_pass=first.orbit_pass or None,
        relative_orbit=first.relative_orbit,
        is_terrain_corrected=True if is_radar else None,
    )
