"""A GeoTIFF being written under a temporary name: rows from top to bottom, with overviews."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import numpy as np
import rasterio
from rasterio.errors import RasterioError, RasterioIOError
from rasterio.windows import Window

from deepslide_qgis.core.run_files import partial_path
from deepslide_qgis.engine.rasters.gdal import FileOverviews, open_with_handle
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.overviews import Overviews, Reduction
from deepslide_qgis.engine.rasters.write_errors import convert_write_errors

BLOCK_PX = 256
ZLEVEL = 1
"""The fastest level of deflate; files are 2 % larger than at the default level."""


@dataclass(frozen=True)
class LayerBand:
    """Metadata of one band of an output; ``tags`` are the band's own tags."""

    description: str
    unit: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """Storage of one kind of output: data type, no-data, predictor, overviews, band metadata.

    A single band takes the layer's description, several bands take ``bands``. ``colours`` are (red, green, blue,
    opacity) by value of a single band.
    """

    description: str
    dtype: str
    nodata: float | None
    predictor: int
    overviews: Reduction
    bands: tuple[LayerBand, ...] = ()
    colours: Optional[dict[int, tuple[int, int, int, int]]] = None

    @property
    def described(self) -> tuple[LayerBand, ...]:
        return self.bands or (LayerBand(self.description),)


class LayerFile:
    """The file ``path``, open for writing under a temporary name. All failures are raised as OutputError.

    GDAL reports some errors late: the file is complete only after ``finish``. Not thread-safe.
    """

    def __init__(self, path: str, layer: Layer, grid: Grid):
        self.path, self._reduction = path, layer.overviews
        self._levels = Overviews(grid.height, grid.width, BLOCK_PX, layer.overviews, layer.nodata)
        self._file: Optional[rasterio.io.DatasetWriter] = None
        self._overviews: Optional[FileOverviews] = None
        try:
            with convert_write_errors(path):
                self._open(layer, grid)
        except BaseException:
            self.discard()
            raise

    def _open(self, layer: Layer, grid: Grid) -> None:
        path, factors = partial_path(self.path), self._levels.factors
        self._file, handle = open_with_handle(lambda: _create_tiff(path, layer, grid), path)
        _write_metadata(self._file, layer)
        if handle and factors:
            with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL):
                self._overviews = FileOverviews(handle, factors, len(layer.described))

    def write(self, top: int, rows: np.ndarray, left: int = 0) -> None:
        """Write ``rows``, (h, width) or (bands, h, width), from row ``top`` and column ``left`` on.

        Rows arrive from top to bottom; one range of columns is completed before the next starts.
        """
        with convert_write_errors(self.path):
            for level, first, column, values in self._levels.add(top, left, rows):
                if level == 0:
                    bands = 1 if values.ndim == 2 else list(self._file.indexes)
                    window = Window(column, first, values.shape[-1], values.shape[-2])
                    self._file.write(values, bands, window=window)
                elif self._overviews:
                    self._overviews.write(level - 1, first, column, values)

    def finish(self, **tags: str) -> None:
        """Add ``tags``, flush and close the file, and check it. Raises ValueError if rows are missing."""
        self._levels.check_complete()
        path = partial_path(self.path)
        with convert_write_errors(self.path):
            self._file.update_tags(**tags)
            if self._overviews:
                self._overviews.flush()
            self._file.close()
            if self._levels.factors and not self._overviews:
                _build_overviews(path, self._levels.factors, self._reduction)
            check_blocks_in_file(path)

    def discard(self) -> None:
        """Close the file, and delete it unless it has its final name."""
        with suppress(RasterioError):
            if self._file:
                self._file.close()
        Path(partial_path(self.path)).unlink(missing_ok=True)


def _create_tiff(path: str, layer: Layer, grid: Grid) -> rasterio.io.DatasetWriter:
    return rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=grid.width,
        height=grid.height,
        count=len(layer.described),
        dtype=layer.dtype,
        crs=grid.crs,
        transform=grid.transform,
        nodata=layer.nodata,
        tiled=True,
        blockxsize=BLOCK_PX,
        blockysize=BLOCK_PX,
        compress="deflate",
        zlevel=ZLEVEL,
        interleave="band",  # rows come band by band, and so do overviews
        predictor=layer.predictor,
        bigtiff="IF_SAFER",
    )


def _write_metadata(file: rasterio.io.DatasetWriter, layer: Layer) -> None:
    for number, band in enumerate(layer.described, 1):
        file.set_band_description(number, band.description)
        file.set_band_unit(number, band.unit)
        file.update_tags(number, **band.tags)
    if layer.colours:
        file.write_colormap(1, layer.colours)


def _build_overviews(path: str, factors: list[int], reduction: Reduction) -> None:
    """Build overviews with rasterio, if GDAL's library was not found; this holds Python's global lock."""
    with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL), rasterio.open(path, "r+") as file:
        file.build_overviews(factors, reduction.resampling)


def check_blocks_in_file(path: str) -> None:
    """Raise RasterioIOError if a block of the GeoTIFF ``path``, or of its overviews, lies outside the file.

    GDAL reports no error if the disk is full when the last blocks are written on closing. ``convert_write_errors``
    catches the failures that GDAL only logs.
    """
    size = Path(path).stat().st_size
    with rasterio.open(path) as file:
        levels = len(file.overviews(1))
    for opening in ({}, *({"overview_level": level} for level in range(levels))):
        with rasterio.open(path, **opening) as file:
            for number in file.indexes:
                for (row, column), _ in file.block_windows(number):
                    _check_block(file, number, f"{column}_{row}", size)


def _check_block(file: rasterio.DatasetReader, number: int, place: str, size: int) -> None:
    tags = (file.get_tag_item(f"BLOCK_{what}_{place}", "TIFF", number) for what in ("OFFSET", "SIZE"))
    first, length = (int(value or 0) for value in tags)
    if not length or first + length > size:
        raise RasterioIOError(f"block {place} of band {number} is not in the file")
