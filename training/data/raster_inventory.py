"""A raster and a polygon inventory that a user brings: ``<split>/NAME.tif`` with ``NAME.gpkg``, .shp or .geojson.

The polygons are brought into the raster's CRS, repaired and rasterised by pixel centre, on the fly. What lies in the
polygons of ``NAME_uncertain.gpkg`` (or .shp, .geojson), where there is one, is left out of every loss and score.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.features import rasterize

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster
from training.data.labels import IGNORE
from training.data.pairs import Pair, unique
from training.data.polygons import read_polygons
from training.data.scenes import Scene, open_scene, size_gb
from training.planning.plans import DataPlan

SUFFIXES = (".gpkg", ".shp", ".geojson")
UNCERTAIN = "_uncertain"


def find_rasters_and_inventories(folder: Path) -> list[Pair]:
    """Return each raster of a folder with its inventory, by name; raise RasterError where one is missing."""
    rasters = sorted(path for path in folder.glob("*.tif") if not path.name.endswith(".part.tif"))
    if not rasters:
        raise RasterError(f"There are no rasters (.tif) in '{folder}'.", "Give the data folder with --data.")
    return unique([_pair(path) for path in rasters])


def read_rasters_and_inventories(pairs: list[Pair], setting: BandSetting, plan: DataPlan) -> list[Scene]:
    """Return rasters with the bands of ``setting`` (by description) and labels made of their inventories.

    ``plan.filter`` (OGR SQL) chooses polygons by their fields; the others are no landslides. More than
    ``plan.memory_gb`` together stay on disk. Raises BandError, or RasterError for an inventory that does not fit.
    """
    numbers = [_numbers(pair.raster, setting) for pair in pairs]
    hold = size_gb([pair.raster for pair in pairs], len(setting.bands)) <= plan.memory_gb
    return [
        open_scene(pair.name, pair.raster, bands, lambda raster, pair=pair: _label(raster, pair, plan.filter), hold)
        for pair, bands in zip(pairs, numbers, strict=True)
    ]


def _label(raster: rasterio.DatasetReader, pair: Pair, expression: str) -> np.ndarray:
    """Return (H, W) uint8: 1 where a pixel's centre lies in a polygon, 255 where only in an uncertain one."""
    label = np.zeros(raster.shape, np.uint8)
    if pair.uncertain is not None:
        _burn(label, raster, pair.uncertain, "", IGNORE)
    _burn(label, raster, pair.label, expression, 1)
    return label


def _burn(label: np.ndarray, raster: rasterio.DatasetReader, inventory: Path, expression: str, value: int) -> None:
    polygons = read_polygons(inventory, raster.crs, expression)
    if not polygons:
        return
    inside = rasterize(polygons, raster.shape, transform=raster.transform, dtype="uint8").astype(bool)
    if not inside.any():
        raise RasterError(
            f"No polygon of '{inventory.name}' covers the centre of a pixel of its raster.",
            "Check their CRS and their extents.",
        )
    label[inside] = value


def _pair(raster: Path) -> Pair:
    inventory = _beside(raster, "")
    if inventory is None:
        raise RasterError(
            f"The raster '{raster.name}' has no inventory beside it.",
            f"Put {raster.stem}.gpkg, .shp or .geojson into the same folder.",
        )
    return Pair(raster.stem, raster, inventory, _beside(raster, UNCERTAIN))


def _beside(raster: Path, ending: str) -> Path | None:
    paths = (raster.with_name(f"{raster.stem}{ending}{suffix}") for suffix in SUFFIXES)
    return next((path for path in paths if path.is_file()), None)


def _numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    with open_raster(str(path)) as raster:
        return match_bands(setting, describe_bands(raster)).numbers
