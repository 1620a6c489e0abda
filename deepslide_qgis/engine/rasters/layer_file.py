"""A GeoTIFF being written: rows from top to bottom, with their overviews, under a temporary name."""

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
from deepslide_qgis.engine.rasters.gdal import FileOverviews, opened_with_handle
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.overviews import Overviews, Reduction
from deepslide_qgis.engine.rasters.writing import writing

BLOCK_PX = 256
ZLEVEL = 1
"""The fastest of deflate; what it leaves is 2 % larger than the default's."""


@dataclass(frozen=True)
class LayerBand:
    """What is told about one band of an output: ``tags`` are its own metadata."""

    description: str
    unit: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """How one kind of output is stored; one band is described like the layer, several by ``bands``.

    ``colours`` are red, green, blue and opacity of the values of a single band.
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
    """The file that will be called ``path``, open for writing. What goes wrong with it is raised as an OutputError.

    GDAL reports some errors late: the file is good when ``finish`` has returned. One thread at a time uses it.
    """

    def __init__(self, path: str, layer: Layer, grid: Grid):
        self.path, self._reduction = path, layer.overviews
        self._levels = Overviews(grid.height, grid.width, BLOCK_PX, layer.overviews, layer.nodata)
        self._file: Optional[rasterio.io.DatasetWriter] = None
        self._overviews: Optional[FileOverviews] = None
        try:
            with writing(path):
                self._open(layer, grid)
        except BaseException:
            self.discard()
            raise

    def _open(self, layer: Layer, grid: Grid) -> None:
        path, factors = partial_path(self.path), self._levels.factors
        self._file, handle = opened_with_handle(lambda: _create(path, layer, grid), path)
        _describe(self._file, layer)
        if handle and factors:
            with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL):
                self._overviews = FileOverviews(handle, factors, len(layer.described))

    def write(self, top: int, rows: np.ndarray, left: int = 0) -> None:
        """Write ``rows``, (h, width) or (bands, h, width), from row ``top`` and column ``left`` on.

        Rows come from top to bottom, and down to it before those of other columns.
        """
        with writing(self.path):
            for level, first, column, values in self._levels.add(top, left, rows):
                if level == 0:
                    bands = 1 if values.ndim == 2 else list(self._file.indexes)
                    window = Window(column, first, values.shape[-1], values.shape[-2])
                    self._file.write(values, bands, window=window)
                elif self._overviews:
                    self._overviews.write(level - 1, first, column, values)

    def finish(self, **tags: str) -> None:
        """Add ``tags``, and close the file when all of it is on the disk. Raises ValueError where rows are missing."""
        self._levels.check_all_came()
        path = partial_path(self.path)
        with writing(self.path):
            self._file.update_tags(**tags)
            if self._overviews:
                self._overviews.flush()
            self._file.close()
            if self._levels.factors and not self._overviews:
                _build_overviews(path, self._levels.factors, self._reduction)
            check_whole(path)

    def discard(self) -> None:
        """Close what is still open, and remove it, unless it has its final name."""
        with suppress(RasterioError):
            if self._file:
                self._file.close()
        Path(partial_path(self.path)).unlink(missing_ok=True)


def _create(path: str, layer: Layer, grid: Grid) -> rasterio.io.DatasetWriter:
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


def _describe(file: rasterio.io.DatasetWriter, layer: Layer) -> None:
    for number, band in enumerate(layer.described, 1):
        file.set_band_description(number, band.description)
        file.set_band_unit(number, band.unit)
        file.update_tags(number, **band.tags)
    if layer.colours:
        file.write_colormap(1, layer.colours)


def _build_overviews(path: str, factors: list[int], reduction: Reduction) -> None:
    """Have rasterio build them, where GDAL itself is not found: it holds Python's lock meanwhile."""
    with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL), rasterio.open(path, "r+") as file:
        file.build_overviews(factors, reduction.resampling)


def check_whole(path: str) -> None:
    """Raise RasterioIOError where a block of the GeoTIFF ``path``, or of its overviews, does not lie in the file.

    GDAL tells of no error where the last of them find no space when the file is closed. Other failures it mentions:
    ``writing`` hears them.
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
    told = (file.get_tag_item(f"BLOCK_{what}_{place}", "TIFF", number) for what in ("OFFSET", "SIZE"))
    first, length = (int(value or 0) for value in told)
    if not length or first + length > size:
        raise RasterioIOError(f"block {place} of band {number} is not in the file")
