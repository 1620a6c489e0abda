"""Reader of Landslide4Sense: ``<split>/img/image_N.h5`` (key img) and ``<split>/mask/mask_N.h5`` (key mask).

An image is (128, 128, 14) float64 in the official band order (slope before elevation), without no-data. Each band is
already divided by its mean over the data set (``core.bands.LANDSLIDE4SENSE_MEANS``).
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
from training.data.labels import validate_label
from training.data.pairs import Pair, check_unique_names, sort_key_by_number
from training.data.scenes import Scene, SceneInMemory, TileOnDisk, check_same_size
from training.planning.plans import DataPlan

BANDS = tuple(band.name for band in LANDSLIDE4SENSE_BANDS)


def find_landslide4sense(folder: Path) -> list[Pair]:
    """Return the tiles of a folder by number; raise RasterError if there are none or a mask is missing."""
    images = sorted((folder / "img").glob("image_*.h5"), key=sort_key_by_number)
    if not images:
        raise RasterError(f"There are no Landslide4Sense images in '{folder / 'img'}'.", "Give the folder with --data.")
    return check_unique_names([Pair(path.stem, path, _find_mask(path)) for path in images])


def read_landslide4sense(pairs: list[Pair], setting: BandSetting, data_plan: DataPlan) -> list[Scene]:
    """Return tiles with the bands of ``setting``; leave them on disk above ``data_plan.memory_gb`` in all.

    Raises BandError for bands that the data lack; RasterError for unreadable files, other shapes, and masks that do not
    fit.
    """
    read = partial(read_image, indices=_band_indices(setting))
    hold = len(pairs) * read(pairs[0].raster).nbytes / 1e9 <= data_plan.memory_gb
    scenes: list[Scene] = []
    for pair in pairs:
        mask = validate_label(read_h5(pair.label, "mask"), pair.label.name)
        if hold:
            scenes.append(SceneInMemory(pair.name, read(pair.raster), mask))
        else:
            check_same_size(pair.name, _image_shape(pair.raster), mask.shape)
            scenes.append(TileOnDisk(pair.name, pair.raster, read, mask))
    return scenes


def read_image(path: Path, indices: list[int]) -> np.ndarray:
    """Return selected bands (C, H, W) float32 of an image, non-finite values as NaN."""
    image = read_h5(path, "img")
    if image.ndim != 3 or image.shape[2] != len(BANDS):
        raise RasterError(f"'{path.name}' has the shape {image.shape}, not (rows, columns, {len(BANDS)}).")
    bands = np.ascontiguousarray(image[..., indices].transpose(2, 0, 1), np.float32)
    bands[~np.isfinite(bands)] = np.nan
    return bands


def read_h5(path: Path, key: str) -> np.ndarray:
    """Return the array ``key`` of an HDF5 file; raise RasterError if it cannot be read."""
    with _open_h5(path, key) as values:
        return np.asarray(values)


@contextmanager
def _open_h5(path: Path, key: str) -> Iterator[h5py.Dataset]:
    try:
        with h5py.File(path) as file:
            yield file[key]
    except (OSError, KeyError) as error:
        raise RasterError(f"'{path}' cannot be read as Landslide4Sense data: {error}", "Download it again.") from error


def _band_indices(setting: BandSetting) -> list[int]:
    try:
        return [number - 1 for number in match_bands(setting, BANDS).numbers]
    except BandError as error:
        raise BandError(f"Landslide4Sense lacks bands of '{setting.name}'.", "Choose l4s14 or rgb.") from error


def _image_shape(path: Path) -> tuple[int, ...]:
    with _open_h5(path, "img") as image:
        return image.shape[:2]


def _find_mask(image: Path) -> Path:
    mask = image.parent.parent / "mask" / image.name.replace("image_", "mask_")
    if not mask.is_file():
        raise RasterError(f"The mask '{mask}' is missing.", "Each image_N.h5 needs its mask_N.h5.")
    return mask
