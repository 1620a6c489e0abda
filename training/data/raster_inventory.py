"""Reader of a user's rasters with polygon inventories: ``<split>/NAME.tif`` with ``NAME.gpkg``, .shp or .geojson.

Polygons are transformed to the raster's CRS, repaired and rasterised by pixel centre when they are read. Polygons of
``NAME_uncertain.gpkg`` (or .shp, .geojson), if present, are ignored by losses and scores.
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
from training.data.pairs import Pair, check_unique_names
from training.data.polygons import read_polygons
from training.data.scenes import Scene, open_scene, size_gb
from training.planning.plans import DataPlan

SUFFIXES = (".gpkg", ".shp", ".geojson")
UNCERTAIN = "_uncertain"


def find_rasters_and_inventories(folder: Path) -> list[Pair]:
    """Return each raster of a folder with its inventory, by name; raise RasterError if one is missing."""
    rasters = sorted(path for path in folder.glob("*.tif") if not path.name.endswith(".part.tif"))
    if not rasters:
        raise RasterError(f"There are no rasters (.tif) in '{folder}'.", "Give the data folder with --data.")
    return check_unique_names([_pair_with_inventory(path) for path in rasters])


def read_rasters_and_inventories(pairs: list[Pair], setting: BandSetting, data_plan: DataPlan) -> list[Scene]:
    """Return rasters with the bands of ``setting`` (matched by description) and rasterised labels.

    ``data_plan.filter`` (OGR SQL) selects polygons by their fields; the others are no landslides. Scenes stay on disk
    if they need more than ``data_plan.memory_gb`` in all. Raises BandError, or RasterError for an inventory that does
    not fit.
    """
    numbers = [_match_band_numbers(pair.raster, setting) for pair in pairs]
    hold = size_gb([pair.raster for pair in pairs], len(setting.bands)) <= data_plan.memory_gb
    return [
        open_scene(
            pair.name,
            pair.raster,
            bands,
            lambda raster, pair=pair: _rasterise_label(raster, pair, data_plan.filter),
            hold,
        )
        for pair, bands in zip(pairs, numbers, strict=True)
    ]


def _rasterise_label(raster: rasterio.DatasetReader, pair: Pair, expression: str) -> np.ndarray:
    """Return (H, W) uint8: 1 if a pixel's centre is in a polygon, 255 if it is only in an uncertain one."""
    label = np.zeros(raster.shape, np.uint8)
    if pair.uncertain is not None:
        _burn_polygons(label, raster, pair.uncertain, "", IGNORE)
    _burn_polygons(label, raster, pair.label, expression, 1)
    return label


def _burn_polygons(
    label: np.ndarray, raster: rasterio.DatasetReader, inventory: Path, expression: str, value: int
) -> None:
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


def _pair_with_inventory(raster: Path) -> Pair:
    inventory = _find_inventory(raster, "")
    if inventory is None:
        raise RasterError(
            f"The raster '{raster.name}' has no inventory beside it.",
            f"Put {raster.stem}.gpkg, .shp or .geojson into the same folder.",
        )
    return Pair(raster.stem, raster, inventory, _find_inventory(raster, UNCERTAIN))


def _find_inventory(raster: Path, ending: str) -> Path | None:
    paths = (raster.with_name(f"{raster.stem}{ending}{suffix}") for suffix in SUFFIXES)
    return next((path for path in paths if path.is_file()), None)


def _match_band_numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    with open_raster(str(path)) as raster:
        return match_bands(setting, describe_bands(raster)).numbers
