"""Landslide4Sense tiles as true colour: 8-bit images that are known up to one factor each, with masks.

Each image is 255 · x / max(x), x being digital numbers divided by the mean of their band. Multiplied by the
``divide`` of the normalisation they are again proportional to the digital numbers of a real raster, and the gain
takes the unknown factor out: so one normalisation serves tiles and rasters.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from deepslide_qgis.core.errors import RasterError


def read_tiles(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return images (N, 3, H, W) uint8 and masks (N, H, W) uint8 of a split, in order of their numbers."""
    images = sorted((folder / "images").glob("image_*.png"), key=_number)
    if not images:
        raise RasterError(f"There are no tiles in '{folder / 'images'}'.", "Give the data folder with --data.")
    pairs = [(_read_image(path), _read_mask(_mask_of(path))) for path in images]
    for path, (image, mask) in zip(images, pairs, strict=True):
        if image.shape[:2] != mask.shape:
            raise RasterError(f"'{path.name}' is {image.shape[:2]} px and its mask {mask.shape} px.")
    return np.stack([image.transpose(2, 0, 1) for image, _ in pairs]), np.stack([mask for _, mask in pairs])


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
    mask = np.asarray(Image.open(path)).astype(np.uint8)
    if mask.ndim != 2 or mask.max(initial=0) > 1:
        raise RasterError(f"The mask '{path}' holds other values than 0 and 1.", "Landslides are 1, the rest 0.")
    return mask
