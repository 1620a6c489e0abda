"""Reader of tile folders: ``<split>/images/image_N.png``, ``<split>/masks/mask_N.png``, Landslide4Sense in true colour.

An image is 255 · x / max(x), x being digital numbers divided by their band's mean. The division is that of the
normalisation's ``divide``, and the gain removes the factor, so one normalisation serves tiles and rasters.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import BandError, RasterError
from training.data.labels import validate_label
from training.data.pairs import Pair, check_unique_names, sort_key_by_number
from training.data.scenes import Scene, SceneInMemory, TileOnDisk, check_same_size
from training.planning.plans import DataPlan

RGB = ("red", "green", "blue")


def find_tiles(folder: Path) -> list[Pair]:
    """Return the tiles of a folder by number; raise RasterError if there are none or a mask is missing."""
    images = sorted((folder / "images").glob("image_*.png"), key=sort_key_by_number)
    if not images:
        raise RasterError(f"There are no tiles in '{folder / 'images'}'.", "Give the data folder with --data.")
    return check_unique_names([Pair(path.stem, path, _find_mask(path)) for path in images])


def read_tiles(pairs: list[Pair], setting: BandSetting, data_plan: DataPlan) -> list[Scene]:
    """Return tiles with their masks; leave them on disk above ``data_plan.memory_gb`` in all.

    Raises RasterError for masks of another size or with values other than 0, 1 and 255, and for images other than 8 bit
    with three bands; BandError for a setting other than rgb.
    """
    if setting.band_names != RGB:
        raise BandError(f"Tile folders hold true colour, not '{setting.name}'.", 'Write setting = "rgb".')
    size = len(pairs) * _read_image(pairs[0].raster).nbytes / 1e9
    return [_read_tile(pair, hold=size <= data_plan.memory_gb) for pair in pairs]


def _read_tile(pair: Pair, hold: bool) -> Scene:
    image, mask = _read_image(pair.raster), validate_label(_read_pixels(pair.label).astype(np.uint8), pair.label.name)
    check_same_size(pair.raster.name, image.shape[1:], mask.shape)
    return SceneInMemory(pair.name, image, mask) if hold else TileOnDisk(pair.name, pair.raster, _read_image, mask)


def _find_mask(image: Path) -> Path:
    mask = image.parent.parent / "masks" / image.name.replace("image_", "mask_")
    if not mask.is_file():
        raise RasterError(f"The mask '{mask}' is missing.", "Each image_N.png needs its mask_N.png.")
    return mask


def _read_image(path: Path) -> np.ndarray:
    image = _read_pixels(path)
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise RasterError(f"'{path}' is no 8-bit image with three bands.", "Give true-colour tiles.")
    return image.transpose(2, 0, 1)


def _read_pixels(path: Path) -> np.ndarray:
    try:
        return np.asarray(Image.open(path))
    except (OSError, UnidentifiedImageError) as error:
        raise RasterError(f"'{path}' cannot be read as an image: {error}", "Copy it again.") from error
