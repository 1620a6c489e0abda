"""The raster of one date: its images side by side on the grid, block by block, offsets taken out, radar in dB."""

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
from deepslide_qgis.engine.archive.seamless import Seamless
from deepslide_qgis.engine.archive.swath import swath_of
from deepslide_qgis.engine.imagery.scenes import BACKSCATTER_TAG, TERRAIN_CORRECTED
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import check_whole
from deepslide_qgis.engine.rasters.writing import writing

BLOCK_PX = 1024
SAMPLE_PX = 512
CLASSES = ("SCL", "landCover")
"""Bands of classes: never interpolated, and no offset in them."""
STORED = {OPTICAL: ("int16", -32768), COVER: ("uint8", 0)}
"""Type and no-data value by kind of imagery; the others are float32 with NaN."""
LARGEST_DN, BESIDE_ZERO_DN = 32767, 1
"""Of reflectance, which may be negative; 0 itself would be read as a gap, as in the products of the archives."""
ANGLE = "angle"
"""The band of the incidence angle to the ellipsoid, in degrees, that radar gets."""
Open = Callable[[FoundImage, str, Grid, Resampling, float], Asset]
Opened = dict[tuple[str, str], Asset]
"""Assets by image and band."""


@dataclass(frozen=True)
class Written:
    """What became of a date: its bands, share of the area with data, share of that without cloud, what to warn of."""

    bands: tuple[str, ...]
    data_share: float
    clear_share: float
    offsets: dict[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, Any]:
        """What of it stands in summaries and records."""
        return {
            "data_percent": round(100 * self.data_share, 1),
            "clear_percent": round(100 * self.clear_share, 1),
            "offset_dn": self.offsets,
        }


def form_of(made: FetchedDate) -> dict[str, Any]:
    """Return how the raster of ``made`` differs from one of an earlier version, which is fetched anew for it."""
    if made.sensor == ELEVATION and len(made.images) > 1:
        return {"is_joined": True}
    return {"dtype": STORED[OPTICAL][0]} if made.sensor == OPTICAL else {}


def block_count(grid: Grid) -> int:
    """Return how many blocks a band of the grid is read in."""
    return len(list(_blocks(grid)))


def _blocks(grid: Grid) -> Iterator[Window]:
    for top in range(0, grid.height, BLOCK_PX):
        for left in range(0, grid.width, BLOCK_PX):
            yield Window(left, top, min(BLOCK_PX, grid.width - left), min(BLOCK_PX, grid.height - top))


def write_raster(
    made: FetchedDate, grid: Grid, open_asset: Open, step: Callable[[], None], path: Path, record: dict[str, Any]
) -> Written:
    """Write the raster of ``made`` to ``path``, with ``record`` in its tags; return what became of it.

    Raises RasterError where nothing of it lies in the area.
    """
    images = sorted(made.images, key=lambda image: (image.baseline, image.coverage), reverse=True)
    swath = swath_of(images[0], grid) if made.sensor == RADAR else None
    names = (*made.bands, ANGLE) if swath else made.bands
    with ExitStack() as closing:
        opened = {
            (image.id, band): _opened(open_asset, image, band, made.sensor, grid, closing)
            for image in images
            for band in made.bands
        }
        offsets = {image.id: _offset(image, opened, grid) for image in images if made.sensor == OPTICAL}
        read = _reader(made, opened, images, offsets, grid)
        with _created(path, made.sensor, len(names), grid) as file:
            seen = np.zeros(3)
            for window in _blocks(grid):
                rows = {}
                for number, band in enumerate(made.bands, 1):
                    values = read(window, band)
                    with writing(str(path)):
                        file.write(_stored(values, made.sensor, band), number, window=window)
                    rows[band] = values
                    step()
                if swath:
                    with writing(str(path)):
                        file.write(swath.incidence_deg(window), len(names), window=window)
                seen += _seen(rows, made.bands[0])
            _describe(file, names, made.sensor)
            written = _summary(made, seen, offsets, names, grid)
            file.update_tags(**{RECORD_TAG: json.dumps({**record, "summary": written.figures})})
    return written


def _reader(
    made: FetchedDate, opened: Opened, images: list[FoundImage], offsets: dict[str, Offset], grid: Grid
) -> Callable[[Window, str], np.ndarray]:
    """Return what reads a band in a window: heights joined before they are interpolated, others side by side."""
    if made.sensor == ELEVATION:
        joined = Seamless(list(opened.values()), grid)
        return lambda window, _: joined.read(window)
    assets = {band: [opened[image.id, band] for image in images] for band in made.bands}
    return lambda window, band: _side_by_side(assets[band], window, band, images, offsets)


def _describe(file: rasterio.io.DatasetWriter, names: tuple[str, ...], sensor: str) -> None:
    """Name the bands; those of radar say that they are corrected for the terrain: no other radar is fetched."""
    for number, band in enumerate(names, 1):
        file.set_band_description(number, band)
        if sensor == RADAR:
            file.update_tags(number, **{BACKSCATTER_TAG: TERRAIN_CORRECTED})


def _opened(open_asset: Open, image: FoundImage, band: str, sensor: str, grid: Grid, closing: ExitStack) -> Asset:
    how = Resampling.nearest if band in CLASSES else Resampling.bilinear
    asset = open_asset(image, band, grid, how, _nodata(sensor))
    closing.callback(asset.close)
    return asset


def _nodata(sensor: str) -> float:
    """Return what stands for no data where an archive's file does not tell."""
    return 0 if sensor in STORED else -32768


def _offset(image: FoundImage, opened: Opened, grid: Grid) -> Offset:
    if "B2" not in image.assets or "SCL" not in image.assets or (image.id, "B2") not in opened:
        return decide_offset(image, np.empty(0), np.empty(0))
    shape = min(grid.height, SAMPLE_PX), min(grid.width, SAMPLE_PX)
    return decide_offset(image, *(opened[image.id, band].read(shape=shape) for band in ("B2", "SCL")))


def _side_by_side(
    assets: list[Asset], window: Window, band: str, images: list[FoundImage], offsets: dict[str, Offset]
) -> np.ndarray:
    """Return a band in ``window``: of the first image that has data, offsets taken out: (h, w), NaN without data."""
    whole = np.full((int(window.height), int(window.width)), np.nan, np.float32)
    for asset, image in zip(assets, images, strict=True):
        gaps = np.isnan(whole)
        if gaps.any():
            values = asset.read(window)
            if image.id in offsets and band not in CLASSES:
                values = values + offsets[image.id].add_dn
            whole[gaps] = values[gaps]
    return whole


def _stored(values: np.ndarray, sensor: str, band: str) -> np.ndarray:
    if sensor == RADAR:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, 10 * np.log10(values), np.nan).astype(np.float32)
    if sensor not in STORED:
        return values
    dtype, nodata = STORED[sensor]
    whole = np.round(values)
    if sensor == OPTICAL and band not in CLASSES:
        whole = np.clip(whole, -LARGEST_DN, LARGEST_DN)
        whole[whole == 0] = BESIDE_ZERO_DN
    return np.nan_to_num(whole, nan=nodata).astype(dtype)


def _seen(rows: dict[str, np.ndarray], first: str) -> np.ndarray:
    """Count pixels with data, classified pixels, and those of them that are clear."""
    classes = rows.get("SCL", np.full(1, np.nan))
    known = np.isfinite(classes)
    clear = known & ~np.isin(classes, CLOUD_CLASSES)
    return np.array([np.isfinite(rows[first]).sum(), known.sum(), clear.sum()], float)


@contextmanager
def _created(path: Path, sensor: str, count: int, grid: Grid) -> Iterator[rasterio.io.DatasetWriter]:
    """Create the raster; where nothing goes wrong until it is closed, every block of it can be read."""
    dtype, nodata = STORED.get(sensor, ("float32", np.nan))
    with writing(str(path)):
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
            interleave="band",  # bands come one by one: tiles of all would be compressed anew with each
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
    with writing(str(path)):
        file.close()
        check_whole(str(path))


def _summary(
    made: FetchedDate, seen: np.ndarray, offsets: dict[str, Offset], names: tuple[str, ...], grid: Grid
) -> Written:
    if not seen[0]:
        raise RasterError(f"{made.name} has no data in the area.", "Its footprint is drawn larger than it is.")
    clear = seen[2] / seen[1] if seen[1] else 1.0
    warnings = tuple(offset.warning for offset in offsets.values() if offset.warning)
    if made.sensor == RADAR and ANGLE not in names:
        warnings = (f"{made.name}: its footprint does not tell the incidence angle; give one to the band stack.",)
    added = {image: offset.add_dn for image, offset in offsets.items()}
    return Written(names, seen[0] / (grid.width * grid.height), float(clear), added, warnings)
