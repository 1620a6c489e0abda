"""A scene: one labelled raster or tile, in memory or on disk, from which windows are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from training.data.labels import checked_label


class Scene(Protocol):
    """``read`` returns bands (C, h, w) float32 with NaN as no data, and label (h, w) uint8 of 0, 1 and 255."""

    name: str

    @property
    def shape(self) -> tuple[int, int]: ...

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]: ...

    def landslide_pixels(self) -> np.ndarray: ...


@dataclass(frozen=True)
class SceneInMemory:
    """Bands (C, H, W) of any number type and label (H, W), held whole."""

    name: str
    bands: np.ndarray
    label: np.ndarray

    def __post_init__(self) -> None:
        if self.bands.shape[1:] != self.label.shape:
            raise RasterError(
                f"'{self.name}': the input is {self.bands.shape[1:]} px, the label {self.label.shape} px.",
                "Input and label must lie on the same grid.",
            )

    @property
    def shape(self) -> tuple[int, int]:
        return self.label.shape

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        return self.bands[:, rows, columns].astype(np.float32), self.label[rows, columns]

    def landslide_pixels(self) -> np.ndarray:
        """Return rows and columns (N, 2) of the landslide pixels."""
        return np.argwhere(self.label == 1)


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
        with rasterio.open(self.path) as raster:
            return read_bands(raster, self.numbers, Window.from_slices(rows, columns)), self.label[rows, columns]

    def landslide_pixels(self) -> np.ndarray:
        return np.argwhere(self.label == 1)


def read_bands(raster: rasterio.DatasetReader, numbers: tuple[int, ...], window: Window | None = None) -> np.ndarray:
    """Return the bands ``numbers`` (C, h, w) float32 of an open raster, no-data as NaN."""
    values = raster.read(list(numbers), window=window, out_dtype="float32")
    for band, number in zip(values, numbers, strict=True):
        nodata = raster.nodatavals[number - 1]
        if nodata is not None and nodata == nodata:
            band[band == np.float32(nodata)] = np.nan
    return values


def open_scene(
    name: str,
    path: Path,
    numbers: tuple[int, ...],
    label_of: Callable[[rasterio.DatasetReader], np.ndarray],
    hold: bool,
) -> Scene:
    """Return the scene of a raster, held in memory or left on disk; ``label_of`` gives the label on its grid."""
    with rasterio.open(path) as raster:
        label = checked_label(label_of(raster), name)
        if label.shape != raster.shape:
            raise RasterError(
                f"'{name}': the input is {raster.shape} px, the label {label.shape} px.",
                "Input and label must lie on the same grid.",
            )
        if hold:
            return SceneInMemory(name, read_bands(raster, numbers), label)
    return SceneOnDisk(name, path, numbers, label)


def size_gb(paths: list[Path], band_count: int) -> float:
    """Return the size in GB of ``band_count`` float32 bands of rasters."""
    pixels = 0
    for path in paths:
        with rasterio.open(path) as raster:
            pixels += raster.width * raster.height
    return pixels * band_count * 4 / 1e9
