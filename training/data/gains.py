"""The gain of a scene: its brightness as one number for the whole raster (see ``core.packs.card.Normalisation``)."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import raster_gain
from training.data.scenes import BLOCK_PX, Scene

STEP_PX = 16
"""Row step for estimating the gain of a large raster."""


def scene_gain(scene: Scene, normalisation: Normalisation) -> float:
    """Return the gain of ``scene`` on its own; raise RasterError if it has no values above 0."""
    if normalisation.gain == "none":
        return 1.0
    return _compute_gain(sample_pixels(scene), normalisation, f"'{scene.name}'")


def gain_of_all(scenes: list[Scene], normalisation: Normalisation) -> float:
    """Return the common gain of all ``scenes``, computed as for one raster."""
    if normalisation.gain == "none":
        return 1.0
    return _compute_gain(np.concatenate([sample_pixels(scene) for scene in scenes], axis=1), normalisation, "The data")


def sample_pixels(scene: Scene) -> np.ndarray:
    """Return pixels (C, N): all of a small scene, every sixteenth row of a large one."""
    height, width = scene.shape
    if height <= BLOCK_PX:
        rows = [scene.read(slice(0, height), slice(0, width))[0]]
    else:
        rows = [scene.read(slice(row, row + 1), slice(0, width))[0] for row in range(0, height, STEP_PX)]
    return np.concatenate([bands.reshape(len(bands), -1) for bands in rows], axis=1)


def _compute_gain(pixels: np.ndarray, normalisation: Normalisation, name: str) -> float:
    try:
        return raster_gain(pixels, normalisation)
    except RasterError as error:
        raise RasterError(f"{name}: {error.message}", error.remedy) from error
