"""The gain of a scene: one number for a raster, as the engine has it, see ``core.packs.card.Normalisation``."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import raster_gain
from training.data.scenes import BLOCK_PX, Scene

STEP_PX = 16
"""A large raster's gain is judged on every sixteenth row."""


def scene_gain(scene: Scene, normalisation: Normalisation) -> float:
    """Return the gain of ``scene`` as a raster of its own; raise RasterError where it has no values above 0."""
    if normalisation.gain == "none":
        return 1.0
    return _gain(sample(scene), normalisation, f"'{scene.name}'")


def gain_of_all(scenes: list[Scene], normalisation: Normalisation) -> float:
    """Return the one gain of all ``scenes`` as one raster."""
    if normalisation.gain == "none":
        return 1.0
    return _gain(np.concatenate([sample(scene) for scene in scenes], axis=1), normalisation, "The data")


def sample(scene: Scene) -> np.ndarray:
    """Return pixels (C, N) of a scene: all of a small one, every sixteenth row of a large one."""
    height, width = scene.shape
    if height <= BLOCK_PX:
        rows = [scene.read(slice(0, height), slice(0, width))[0]]
    else:
        rows = [scene.read(slice(row, row + 1), slice(0, width))[0] for row in range(0, height, STEP_PX)]
    return np.concatenate([bands.reshape(len(bands), -1) for bands in rows], axis=1)


def _gain(pixels: np.ndarray, normalisation: Normalisation, name: str) -> float:
    try:
        return raster_gain(pixels, normalisation)
    except RasterError as error:
        raise RasterError(f"{name}: {error.message}", error.remedy) from error
