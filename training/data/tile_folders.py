"""Folders of tiles: 8-bit images and masks, as Landslide4Sense in true colour.

Such an image is 255 · x / max(x), x being digital numbers divided by the mean of their band: what the normalisation
makes of a raster by its ``divide``, times a factor that the gain takes out. So one normalisation serves both, the tiles
only being divided already.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from deepslide_qgis.core.errors import RasterError
from training.data.labels import checked_label
from training.data.scenes import Scene, SceneInMemory


def read_tiles(folder: Path) -> list[Scene]:
    """Return the tiles ``images/image_N.png`` of a split with their masks, in order of their numbers.

    Raises RasterError for masks that are missing, of another size, or hold other
    values than 0, 1 and 255, and for images that are not 8 bit with three bands.
    """
    return [_read_tile(path) for path in tile_paths(folder)]


def tile_paths(folder: Path) -> list[Path]:
    """Return the images of a split in order of their numbers; raise RasterError where there are none."""
    images = sorted((folder / "images").glob("image_*.png"), key=_number)
    if not images:
        raise RasterError(f"There are no tiles in '{folder / 'images'}'.", "Give the data folder with --data.")
    return images


def _read_tile(path: Path) -> Scene:
    image, mask = _read_image(path), _read_mask(_mask_of(path))
    if image.shape[:2] != mask.shape:
        raise RasterError(f"'{path.name}' is {image.shape[:2]} px and its mask {mask.shape} px.")
    return SceneInMemory(path.stem, image.transpose(2, 0, 1), mask)


def _number(path: Path) -> int:
    return int(path.stem.split("_")[-1])


def _mask_of(image: Path) -> Path:
    return image.parent.parent / "masks" / f"mask_{_number(image)}.png"


def _read_image(path: Path) -> np.ndarray:
    image = np.asarray(Image.open(path))
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise RasterError(f"'{path}' is no 8-bit image with three bands.", "Give true-colour tiles.")
    return image


def _read_mask(path: Path) -> np.ndarray:
    if not path.is_file():
        raise RasterError(f"The mask '{path}' is missing.", "Each image_N.png needs its mask_N.png.")
    return checked_label(np.asarray(Image.open(path)).astype(np.uint8), path.name)
