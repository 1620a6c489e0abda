"""A raster and a polygon inventory that a user brings: ``<split>/NAME.tif`` with ``NAME.gpkg``, .shp or .geojson.

The polygons are brought into the raster's CRS, repaired and rasterised by pixel centre, on the fly.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from rasterio.features import rasterize
from rasterio.warp import transform_geom

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError
from training.data.scenes import Scene, open_scene, size_gb

INVENTORY_SUFFIXES = (".gpkg", ".shp", ".geojson")


def read_rasters_and_inventories(
    folder: Path, setting: BandSetting, expression: str = "", memory_gb: float = 8.0
) -> list[Scene]:
    """Return the rasters of a split, in order of their names, with labels made of their inventories.

    ``expression`` (OGR SQL) chooses polygons by their fields. More than ``memory_gb`` together stay on disk. Raises
    RasterError for a raster without CRS or inventory, an inventory without CRS, or one that does not overlap.
    """
    pairs = raster_inventory_pairs(folder)
    numbers = {path: _numbers(path, setting) for path, _ in pairs}
    hold = size_gb(list(numbers), len(setting.bands)) <= memory_gb
    scenes = []
    for path, inventory in pairs:
        scenes.append(
            open_scene(
                path.stem, path, numbers[path], lambda raster, i=inventory: label_of(raster, i, expression), hold
            )
        )
    return scenes


def raster_inventory_pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Return each raster of a split with its inventory."""
    rasters = sorted(folder.glob("*.tif"))
    if not rasters:
        raise RasterError(f"There are no rasters (.tif) in '{folder}'.", "Give the data folder with --data.")
    return [(path, _inventory_of(path)) for path in rasters]


def label_of(raster: rasterio.DatasetReader, inventory: Path, expression: str = "") -> np.ndarray:
    """Return the label (H, W) uint8 of an open raster: 1 where a pixel's centre lies in a polygon of ``inventory``."""
    if raster.crs is None:
        raise RasterError(f"The raster '{raster.name}' has no CRS.", "Give it one, so that polygons can be laid on it.")
    crs, polygons = _read_polygons(inventory, expression)
    inside = [transform_geom(crs, raster.crs, shapely.geometry.mapping(polygon)) for polygon in polygons]
    if not inside:
        return np.zeros(raster.shape, np.uint8)
    label = rasterize(inside, raster.shape, transform=raster.transform, default_value=1, dtype="uint8")
    if not label.any():
        raise RasterError(
            f"No polygon of '{inventory.name}' covers a pixel of its raster.", "Check their CRS and their extents."
        )
    return label


def _read_polygons(path: Path, expression: str) -> tuple[str, list[shapely.Geometry]]:
    """Return the CRS and the repaired, non-empty polygons that ``expression`` chooses."""
    try:
        meta, _, geometries, _ = pyogrio.raw.read(path, columns=[], where=expression or None, force_2d=True)
    except (pyogrio.errors.DataSourceError, ValueError) as error:
        raise RasterError(
            f"The inventory '{path}' cannot be read: {error}", "Check the file and the filter."
        ) from error
    if not meta["crs"]:
        raise RasterError(f"The inventory '{path}' has no CRS.", "Give it one in QGIS: Assign projection.")
    made = shapely.make_valid(shapely.from_wkb(geometries))
    parts = [part for geometry in made if geometry is not None for part in _polygons_of(geometry)]
    return meta["crs"], parts


def _polygons_of(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(geometry) if hasattr(geometry, "geoms") else [geometry]
    nested = [inner for part in parts for inner in (shapely.get_parts(part) if hasattr(part, "geoms") else [part])]
    return [part for part in nested if part.geom_type == "Polygon" and not part.is_empty]


def _inventory_of(raster: Path) -> Path:
    for suffix in INVENTORY_SUFFIXES:
        if raster.with_suffix(suffix).is_file():
            return raster.with_suffix(suffix)
    raise RasterError(
        f"The raster '{raster.name}' has no inventory beside it.",
        f"Put {raster.stem}.gpkg, .shp or .geojson into the same folder.",
    )


def _numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    with rasterio.open(path) as raster:
        return match_bands(setting, [text or "" for text in raster.descriptions]).numbers
