"""Landslide4Sense: ``<split>/img/image_N.h5`` (key img) and ``<split>/mask/mask_N.h5`` (key mask), 128 × 128 pixels.

An image is (rows, columns, 14), float64, in the official order of bands (slope before elevation), each divided by its
mean over the data set (``core.bands.LANDSLIDE4SENSE_MEANS``) already, without no-data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import h5py
import numpy as np

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import LANDSLIDE4SENSE_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError, RasterError
from training.data.labels import checked_label
from training.data.pairs import Pair, by_number, unique
from training.data.scenes import Scene, SceneInMemory, TileOnDisk, check_same_size
from training.planning.plans import DataPlan

BANDS = tuple(band.name for band in LANDSLIDE4SENSE_BANDS)


def find_landslide4sense(folder: Path) -> list[Pair]:
    """Return the tiles of a folder by their numbers; raise RasterError where there are none or a mask is missing."""
    images = sorted((folder / "img").glob("image_*.h5"), key=by_number)
    if not images:
        raise RasterError(f"There are no Landslide4Sense images in '{folder / 'img'}'.", "Give the folder with --data.")
    return unique([Pair(path.stem, path, _mask_of(path)) for path in images])


def read_landslide4sense(pairs: list[Pair], setting: BandSetting, plan: DataPlan) -> list[Scene]:
    """Return tiles with the bands of ``setting``; more than ``plan.memory_gb`` together stay on disk.

    Raises BandError for bands that the data lack, RasterError for files that cannot be read or have another shape, and
    for masks that do not fit.
    """
    read = partial(read_image, indices=_indices(setting))
    hold = len(pairs) * read(pairs[0].raster).nbytes / 1e9 <= plan.memory_gb
    scenes: list[Scene] = []
    for pair in pairs:
        mask = checked_label(read_h5(pair.label, "mask"), pair.label.name)
        if hold:
            scenes.append(SceneInMemory(pair.name, read(pair.raster), mask))
        else:
            check_same_size(pair.name, _shape(pair.raster), mask.shape)
            scenes.append(TileOnDisk(pair.name, pair.raster, read, mask))
    return scenes


def read_image(path: Path, indices: list[int]) -> np.ndarray:
    """Return some bands (C, H, W) float32 of an image, what is not finite as NaN."""
    image = read_h5(path, "img")
    if image.ndim != 3 or image.shape[2] != len(BANDS):
        raise RasterError(f"'{path.name}' has the shape {image.shape}, not (rows, columns, {len(BANDS)}).")
    bands = np.ascontiguousarray(image[..., indices].transpose(2, 0, 1), np.float32)
    bands[~np.isfinite(bands)] = np.nan
    return bands


def read_h5(path: Path, key: str) -> np.ndarray:
    """Return the array ``key`` of an HDF5 file; raise RasterError where it cannot be had."""
    with _opened(path, key) as values:
        return np.asarray(values)


@contextmanager
def _opened(path: Path, key: str) -> Iterator[h5py.Dataset]:
    try:
        with h5py.File(path) as file:
            yield file[key]
    except (OSError, KeyError) as error:
        raise RasterError(f"'{path}' cannot be read as Landslide4Sense data: {error}", "Download it again.") from error


def _indices(setting: BandSetting) -> list[int]:
    try:
        return [number - 1 for number in match_bands(setting, BANDS).numbers]
    except BandError as error:
        raise BandError(f"Landslide4Sense lacks bands of '{setting.name}'.", "Choose l4s14 or rgb.") from error


def _shape(path: Path) -> tuple[int, ...]:
    with _opened(path, "img") as image:
        return image.shape[:2]


def _mask_of(image: Path) -> Path:
    mask = image.parent.parent / "mask" / image.name.replace("image_", "mask_")
    if not mask.is_file():
        raise RasterError(f"The mask '{mask}' is missing.", "Each image_N.h5 needs its mask_N.h5.")
    return mask
