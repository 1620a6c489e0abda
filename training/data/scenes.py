"""A scene: one labelled raster or tile, in memory or on disk, read window by window."""

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
from training.data.labels import IGNORE, validate_label

BLOCK_PX = 1024
LabelReader = Callable[[rasterio.DatasetReader], np.ndarray]


class Scene(Protocol):
    """Protocol of a scene.

    ``read`` returns bands (C, h, w) float32 with NaN as no-data, and label (h, w) uint8 of 0, 1, 255.
    """

    name: str
    label: np.ndarray

    @property
    def shape(self) -> tuple[int, int]: ...

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]: ...


@dataclass(frozen=True)
class SceneInMemory:
    """Bands (C, H, W) of any data type and label (H, W), held in memory."""

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
    """A raster that is read window by window; ``numbers`` are its bands (from 1), the label is in memory."""

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
    """A tile whose file ``read_bands`` reads whole each time; the label is in memory."""

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
    name: str, path: Path, numbers: tuple[int, ...], read_label: LabelReader, hold: bool, score_gaps: bool = False
) -> Scene:
    """Return the scene of a raster, in memory if ``hold`` is set, else on disk; ``read_label`` reads its label.

    Pixels without data in any band of the file get the label 255, unless ``score_gaps``. Raises RasterError for a label
    of another size or with other values, and if no labelled pixel remains.
    """
    with open_raster(str(path)) as raster:
        label = validate_label(read_label(raster), name)
        check_same_size(name, raster.shape, label.shape)
        label = label if score_gaps else _mask_empty_pixels(raster, numbers, label)
        if (label == IGNORE).all():
            raise RasterError(f"'{name}' has no pixel with data and a label.", "Take it out of its folder.")
        if hold:
            whole = Window(0, 0, raster.width, raster.height)
            return SceneInMemory(name, read_values(raster, list(numbers), whole, path.name), label)
    return SceneOnDisk(name, path, numbers, label)


def _mask_empty_pixels(raster: rasterio.DatasetReader, numbers: tuple[int, ...], label: np.ndarray) -> np.ndarray:
    """Return ``label`` with 255 where no band of the file has data: so it is equal for all band settings."""
    label = label.copy()
    others = [number for number in range(1, len(describe_bands(raster)) + 1) if number not in numbers]
    for rows in row_blocks(raster.height):
        window = Window.from_slices(rows, slice(0, raster.width))
        empty = np.isnan(read_values(raster, list(numbers), window, raster.name)).all(axis=0)
        if empty.any() and others:
            empty &= np.isnan(read_values(raster, others, window, raster.name)).all(axis=0)
        label[rows][empty] = IGNORE
    return label


def row_blocks(height: int) -> Iterator[slice]:
    """Yield slices of at most 1024 rows that cover a raster."""
    for top in range(0, height, BLOCK_PX):
        yield slice(top, min(top + BLOCK_PX, height))


def check_same_size(name: str, raster: tuple[int, ...], label: tuple[int, ...]) -> None:
    """Raise RasterError if raster and label differ in rows or columns."""
    if tuple(raster) != tuple(label):
        raise RasterError(
            f"'{name}': the raster is {tuple(raster)} px (rows, columns), the label {tuple(label)} px.",
            "Raster and label must lie on the same grid.",
        )


def size_gb(paths: list[Path], band_count: int) -> float:
    """Return the size in GB of ``band_count`` float32 bands of all rasters."""
    pixels = 0
    for path in paths:
        with open_raster(str(path)) as raster:
            pixels += raster.width * raster.height
    return pixels * band_count * 4 / 1e9
