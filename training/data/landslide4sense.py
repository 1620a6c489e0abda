"""Landslide4Sense: ``<split>/img/image_N.h5`` (key img) and ``<split>/mask/mask_N.h5`` (key mask), 128 × 128 pixels.

An image is (rows, columns, 14), float64, in the official order of bands (slope before elevation), each already divided
by its mean over the data set (``MEANS``), without no-data.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_BANDS, BandSetting, setting_named
from deepslide_qgis.core.errors import BandError, RasterError
from training.data.labels import checked_label
from training.data.scenes import Scene, SceneInMemory

BAND_COUNT = len(LANDSLIDE4SENSE_BANDS)
RGB_INDICES = {"red": 3, "green": 2, "blue": 1}


def read_landslide4sense(folder: Path, setting: BandSetting) -> list[Scene]:
    """Return the images of a split with their masks, in order of their numbers.

    Raises RasterError for files that cannot be read, lack a mask or their key, or have another shape.
    """
    indices = _indices(setting)
    scenes: list[Scene] = []
    for path in image_paths(folder):
        image = read_h5(path, "img")
        if image.ndim != 3 or image.shape[2] != BAND_COUNT:
            raise RasterError(f"'{path.name}' has the shape {image.shape}, not (rows, columns, {BAND_COUNT}).")
        mask = checked_label(read_h5(_mask_of(path), "mask"), _mask_of(path).name)
        scenes.append(SceneInMemory(path.stem, image[..., indices].transpose(2, 0, 1).astype(np.float32), mask))
    return scenes


def image_paths(folder: Path) -> list[Path]:
    """Return the images of a split in order of their numbers; raise RasterError where there are none."""
    paths = sorted((folder / "img").glob("image_*.h5"), key=_number)
    if not paths:
        raise RasterError(f"There are no Landslide4Sense images in '{folder / 'img'}'.", "Give the folder with --data.")
    return paths


def read_h5(path: Path, key: str) -> np.ndarray:
    """Return the array ``key`` of an HDF5 file; raise RasterError where it cannot be had."""
    try:
        with h5py.File(path) as file:
            return np.asarray(file[key])
    except (OSError, KeyError) as error:
        raise RasterError(f"'{path}' cannot be read as Landslide4Sense data: {error}", "Download it again.") from error


def _indices(setting: BandSetting) -> list[int]:
    if setting.name == "rgb":
        return [RGB_INDICES[name] for name in setting.band_names]
    known = setting_named("l4s14").band_names
    foreign = [name for name in setting.band_names if name not in known]
    if foreign:
        raise BandError(f"Landslide4Sense has no bands {', '.join(foreign)}.", "Choose l4s14 or rgb.")
    return [known.index(name) for name in setting.band_names]


def _number(path: Path) -> int:
    return int(path.stem.split("_")[-1])


def _mask_of(image: Path) -> Path:
    mask = image.parent.parent / "mask" / f"mask_{_number(image)}.h5"
    if not mask.is_file():
        raise RasterError(f"The mask '{mask}' is missing.", "Each image_N.h5 needs its mask_N.h5.")
    return mask
