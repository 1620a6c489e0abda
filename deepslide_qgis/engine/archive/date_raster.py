"""The raster of one date: its images mosaicked on the grid, block by block, offsets removed, radar in dB."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.fetching import COVER, ELEVATION, OPTICAL, RADAR, FetchedDate, FoundImage
from deepslide_qgis.core.imagery.imagery_settings import CLOUD_CLASSES
from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.engine.archive.asset import Asset
from deepslide_qgis.engine.archive.offset import Offset, decide_offset
from deepslide_qgis.engine.archive.seamless import JoinedImages
from deepslide_qgis.engine.archive.swath import find_swath
from deepslide_qgis.engine.imagery.scenes import BACKSCATTER_TAG, TERRAIN_CORRECTED
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import check_blocks_in_file
from deepslide_qgis.engine.rasters.write_errors import convert_write_errors

BLOCK_PX = 1024
SAMPLE_PX = 512
CLASSES = ("SCL", "landCover")
"""Categorical bands: never interpolated, no offset."""
STORED = {OPTICAL: ("int16", -32768), COVER: ("uint8", 0)}
"""Data type and no-data value by sensor; other sensors are float32 with NaN."""
LARGEST_DN, ZERO_REPLACEMENT_DN = 32767, 1
"""Limits of stored reflectance, which may be negative; 0 would be read as no-data, as in the archives' products."""
ANGLE = "angle"
"""Name of the added radar band: incidence angle to the ellipsoid, in degrees."""
Open = Callable[[FoundImage, str, Grid, Resampling, float], Asset]
Assets = dict[tuple[str, str], Asset]
"""Assets by image and band."""


@dataclass(frozen=True)
class DateResult:
    """Result of one date: bands, share of the area with data, share of that without cloud, offsets, warnings."""

    bands: tuple[str, ...]
    data_share: float
    clear_share: float
    offsets: dict[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, Any]:
        """Return the values for summaries and records."""
        return {
            "data_percent": round(100 * self.data_share, 1),
            "clear_percent": round(100 * self.clear_share, 1),
            "offset_dn": self.offsets,
        }


def raster_format(date: FetchedDate) -> dict[str, Any]:
    """Return the format of the date's raster, by which rasters of earlier versions are recognised and fetched again."""
    if date.sensor == ELEVATION and len(date.images) > 1:
        return {"is_joined": True}
    return {"dtype": STORED[OPTICAL][0]} if date.sensor == OPTICAL else {}


def block_count(grid: Grid) -> int:
    """Return the number of blocks per band."""
    return len(list(_block_windows(grid)))


def _block_windows(grid: Grid) -> Iterator[Window]:
    for top in range(0, grid.height, BLOCK_PX):
        for left in range(0, grid.width, BLOCK_PX):
            yield Window(left, top, min(BLOCK_PX, grid.width - left), min(BLOCK_PX, grid.height - top))


def write_raster(
    date: FetchedDate, grid: Grid, open_asset: Open, step: Callable[[], None], path: Path, record: dict[str, Any]
) -> DateResult:
    """Write the raster of ``date`` to ``path``, with ``record`` in its tags.

    Raises RasterError if it has no data in the area.
    """
    images = sorted(date.images, key=lambda image: (image.baseline, image.coverage), reverse=True)
    swath = find_swath(images[0], grid) if date.sensor == RADAR else None
    names = (*date.bands, ANGLE) if swath else date.bands
    with ExitStack() as closing:
        assets = {
            (image.id, band): _open_band(open_asset, image, band, date.sensor, grid, closing)
            for image in images
            for band in date.bands
        }
        offsets = {image.id: _decide_offset(image, assets, grid) for image in images if date.sensor == OPTICAL}
        read = _make_reader(date, assets, images, offsets, grid)
        with _create_raster(path, date.sensor, len(names), grid) as file:
            counts = np.zeros(3)
            for window in _block_windows(grid):
                rows = {}
                for number, band in enumerate(date.bands, 1):
                    values = read(window, band)
                    with convert_write_errors(str(path)):
                        file.write(_encode(values, date.sensor, band), number, window=window)
                    rows[band] = values
                    step()
                if swath:
                    with convert_write_errors(str(path)):
                        file.write(swath.incidence_deg(window), len(names), window=window)
                counts += _count_pixels(rows, date.bands[0])
            _write_band_names(file, names, date.sensor)
            result = _make_result(date, counts, offsets, names, grid)
            file.update_tags(**{RECORD_TAG: json.dumps({**record, "summary": result.figures})})
    return result


def _make_reader(
    date: FetchedDate, assets: Assets, images: list[FoundImage], offsets: dict[str, Offset], grid: Grid
) -> Callable[[Window, str], np.ndarray]:
    """Return the function that reads a band in a window: heights joined before interpolation, other bands mosaicked."""
    if date.sensor == ELEVATION:
        joined = JoinedImages(list(assets.values()), grid)
        return lambda window, _: joined.read(window)
    by_band = {band: [assets[image.id, band] for image in images] for band in date.bands}
    return lambda window, band: _mosaic(by_band[band], window, band, images, offsets)


def _write_band_names(file: rasterio.io.DatasetWriter, names: tuple[str, ...], sensor: str) -> None:
    """Name the bands; tag radar bands as terrain-corrected, since no other radar is fetched."""
    for number, band in enumerate(names, 1):
        file.set_band_description(number, band)
        if sensor == RADAR:
            file.update_tags(number, **{BACKSCATTER_TAG: TERRAIN_CORRECTED})


def _open_band(open_asset: Open, image: FoundImage, band: str, sensor: str, grid: Grid, closing: ExitStack) -> Asset:
    resampling = Resampling.nearest if band in CLASSES else Resampling.bilinear
    asset = open_asset(image, band, grid, resampling, _default_nodata(sensor))
    closing.callback(asset.close)
    return asset


def _default_nodata(sensor: str) -> float:
    """Return the no-data value for files that declare none."""
    return 0 if sensor in STORED else -32768


def _decide_offset(image: FoundImage, assets: Assets, grid: Grid) -> Offset:
    if "B2" not in image.assets or "SCL" not in image.assets or (image.id, "B2") not in assets:
        return decide_offset(image, np.empty(0), np.empty(0))
    shape = min(grid.height, SAMPLE_PX), min(grid.width, SAMPLE_PX)
    return decide_offset(image, *(assets[image.id, band].read(shape=shape) for band in ("B2", "SCL")))


def _mosaic(
    assets: list[Asset], window: Window, band: str, images: list[FoundImage], offsets: dict[str, Offset]
) -> np.ndarray:
    """Return a band in ``window``, (h, w), NaN without data: the first image with data, offset removed."""
    values_on_grid = np.full((int(window.height), int(window.width)), np.nan, np.float32)
    for asset, image in zip(assets, images, strict=True):
        gaps = np.isnan(values_on_grid)
        if gaps.any():
            values = asset.read(window)
            if image.id in offsets and band not in CLASSES:
                values = values + offsets[image.id].add_dn
            values_on_grid[gaps] = values[gaps]
    return values_on_grid


def _encode(values: np.ndarray, sensor: str, band: str) -> np.ndarray:
    if sensor == RADAR:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, 10 * np.log10(values), np.nan).astype(np.float32)
    if sensor not in STORED:
        return values
    dtype, nodata = STORED[sensor]
    rounded = np.round(values)
    if sensor == OPTICAL and band not in CLASSES:
        rounded = np.clip(rounded, -LARGEST_DN, LARGEST_DN)
        rounded[rounded == 0] = ZERO_REPLACEMENT_DN
    return np.nan_to_num(rounded, nan=nodata).astype(dtype)


def _count_pixels(rows: dict[str, np.ndarray], first: str) -> np.ndarray:
    """Count pixels with data, classified pixels, and clear pixels among these."""
    classes = rows.get("SCL", np.full(1, np.nan))
    known = np.isfinite(classes)
    clear = known & ~np.isin(classes, CLOUD_CLASSES)
    return np.array([np.isfinite(rows[first]).sum(), known.sum(), clear.sum()], float)


@contextmanager
def _create_raster(path: Path, sensor: str, count: int, grid: Grid) -> Iterator[rasterio.io.DatasetWriter]:
    """Create the raster; on leaving without an error, check that every block can be read."""
    dtype, nodata = STORED.get(sensor, ("float32", np.nan))
    with convert_write_errors(str(path)):
        file = rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=grid.width,
            height=grid.height,
            count=count,
            dtype=dtype,
            nodata=nodata,
            crs=grid.crs,
            transform=grid.transform,
            tiled=True,
            interleave="band",  # bands are written one by one: pixel interleaving would recompress blocks for each
            compress="deflate",
            predictor=3 if dtype == "float32" else 2,
            bigtiff="IF_SAFER",
            num_threads="ALL_CPUS",
        )
    try:
        yield file
    except BaseException:
        file.close()
        raise
    with convert_write_errors(str(path)):
        file.close()
        check_blocks_in_file(str(path))


def _make_result(
    date: FetchedDate, counts: np.ndarray, offsets: dict[str, Offset], names: tuple[str, ...], grid: Grid
) -> DateResult:
    if not counts[0]:
        raise RasterError(
            f"{date.name} has no data in the area.", "The archive's footprint of it is too large: choose other images."
        )
    clear = counts[2] / counts[1] if counts[1] else 1.0
    warnings = tuple(offset.warning for offset in offsets.values() if offset.warning)
    if date.sensor == RADAR and ANGLE not in names:
        warnings = (
            f"{date.name}: the incidence angle cannot be computed from its footprint; set it in 'Build band stack'.",
        )
    added = {image: offset.add_dn for image, offset in offsets.items()}
    return DateResult(names, counts[0] / (grid.width * grid.height), float(clear), added, warnings)
