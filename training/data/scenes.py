"""A scene: one labelled raster or tile, in memory or on disk, from which windows are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.raster_values import read_values
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster
from training.data.labels import IGNORE, checked_label

BLOCK_PX = 1024
LabelOf = Callable[[rasterio.DatasetReader], np.ndarray]


class Scene(Protocol):
    """``read`` returns bands (C, h, w) float32 with NaN as no data, and label (h, w) uint8 of 0, 1 and 255."""

    name: str
    label: np.ndarray

    @property
    def shape(self) -> tuple[int, int]: ...

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]: ...


@dataclass(frozen=True)
class SceneInMemory:
    """Bands (C, H, W) of any number type and label (H, W), held whole."""

    name: str
    bands: np.ndarray
    label: np.ndarray

    def __post_init__(self) -> None:
        check_same_size(self.name, self.bands.shape[1:], self.label.shape)

    @property
    def shape(self) -> tuple[int, int]:
        return self.label.shape

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        return self.bands[:, rows, columns].astype(np.float32, copy=False), self.label[rows, columns]


@dataclass(frozen=True)
class SceneOnDisk:
    """A raster that is read window by window; ``numbers`` are its bands (from 1), the label lies in memory."""

    name: str
    path: Path
    numbers: tuple[int, ...]
    label: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.label.shape

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        with raster_environment(), open_raster(str(self.path)) as raster:
            window = Window.from_slices(rows, columns)
            return read_values(raster, list(self.numbers), window, self.path.name), self.label[rows, columns]


@dataclass(frozen=True)
class TileOnDisk:
    """A tile whose file is read whole each time by ``read_bands``, the label lies in memory."""

    name: str
    path: Path
    read_bands: Callable[[Path], np.ndarray]
    label: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.label.shape

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        return self.read_bands(self.path)[:, rows, columns].astype(np.float32), self.label[rows, columns]


def open_scene(
    name: str, path: Path, numbers: tuple[int, ...], label_of: LabelOf, hold: bool, score_gaps: bool = False
) -> Scene:
    """Return the scene of a raster, held in memory or left on disk; ``label_of`` gives the label on its grid.

    Where no band of the file, of the setting or not, holds data, the label becomes 255, unless ``score_gaps``. Raises
    RasterError for a label of another size or of other values, and where nothing remains.
    """
    with open_raster(str(path)) as raster:
        label = checked_label(label_of(raster), name)
        check_same_size(name, raster.shape, label.shape)
        label = label if score_gaps else _where_known(raster, numbers, label)
        if (label == IGNORE).all():
            raise RasterError(f"'{name}' has no pixel with data and a label.", "Take it out of its folder.")
        if hold:
            whole = Window(0, 0, raster.width, raster.height)
            return SceneInMemory(name, read_values(raster, list(numbers), whole, path.name), label)
    return SceneOnDisk(name, path, numbers, label)


def _where_known(raster: rasterio.DatasetReader, numbers: tuple[int, ...], label: np.ndarray) -> np.ndarray:
    """Return ``label`` with 255 where no band of ``raster`` has data, so that it is the same for every band setting."""
    label = label.copy()
    others = [number for number in range(1, len(describe_bands(raster)) + 1) if number not in numbers]
    for rows in blocks(raster.height):
        window = Window.from_slices(rows, slice(0, raster.width))
        empty = np.isnan(read_values(raster, list(numbers), window, raster.name)).all(axis=0)
        if empty.any() and others:
            empty &= np.isnan(read_values(raster, others, window, raster.name)).all(axis=0)
        label[rows][empty] = IGNORE
    return label


def blocks(height: int) -> Iterator[slice]:
    """Yield the rows of a raster, a block of at most 1024 at a time."""
    for top in range(0, height, BLOCK_PX):
        yield slice(top, min(top + BLOCK_PX, height))


def check_same_size(name: str, raster: tuple[int, ...], label: tuple[int, ...]) -> None:
    """Raise RasterError where raster and label differ in rows or columns."""
    if tuple(raster) != tuple(label):
        raise RasterError(
            f"'{name}': the raster is {tuple(raster)} px (rows, columns), the label {tuple(label)} px.",
            "Raster and label must lie on the same grid.",
        )


def size_gb(paths: list[Path], band_count: int) -> float:
    """Return the size in GB of ``band_count`` float32 bands of rasters."""
    pixels = 0
    for path in paths:
        with open_raster(str(path)) as raster:
            pixels += raster.width * raster.height
    return pixels * band_count * 4 / 1e9
