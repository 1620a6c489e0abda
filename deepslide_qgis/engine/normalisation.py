"""Band values to network input: the one function that training and prediction share.

The formula stands in ``core.card.Normalisation``; gaps (NaN) become 0, the scaled mean.
"""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.core.errors import RasterError


def normalise(bands: np.ndarray, normalisation: Normalisation, gain: float = 1.0) -> np.ndarray:
    """Return float32 network input (…, channels, H, W) of ``bands`` (…, C, H, W); NaN is no data and becomes 0.

    There are as many channels as bands, but for bands of classes (``Normalisation.classes``). ``gain`` is what
    :func:`raster_gain` gave for the whole raster.
    """
    shape = (-1, 1, 1)
    values = bands / np.asarray(normalisation.divide, np.float32).reshape(shape)
    if gain != 1.0:
        values /= np.float32(gain)
    if normalisation.transform == "log":
        values = np.log(np.maximum(values, np.float32(normalisation.log_floor)))  # maximum keeps NaN
    values -= np.asarray(normalisation.mean, np.float32).reshape(shape)
    values /= np.asarray(normalisation.std, np.float32).reshape(shape)
    values = values.astype(np.float32, copy=False)
    np.copyto(values, np.float32(0), where=~np.isfinite(values))
    return _one_hot(bands, values, normalisation.classes) if any(normalisation.classes) else values


def _one_hot(bands: np.ndarray, values: np.ndarray, classes: tuple[tuple[float, ...], ...]) -> np.ndarray:
    """Return ``values`` with one channel per class in the place of each band that has ``classes``."""
    channels: list[np.ndarray] = []
    for index, known in enumerate(classes):
        band = bands[..., index, :, :]
        channels += [(band == value).astype(np.float32) for value in known] or [values[..., index, :, :]]
    return np.stack(channels, axis=-3)


def raster_gain(sample: np.ndarray, normalisation: Normalisation) -> float:
    """Return the gain of a whole raster from a ``sample`` of it, bands (C, N) with NaN as no data.

    Raises RasterError when the sample has no positive values: a raster that is black has no gain.
    """
    if normalisation.gain == "none":
        return 1.0
    divided = sample / np.asarray(normalisation.divide, np.float32).reshape(-1, 1)
    brightness = divided.mean(axis=0)
    brightness = brightness[np.isfinite(brightness) & (brightness > 0)]
    if not brightness.size:
        raise RasterError("The raster has no values above 0, so its brightness cannot be judged.", "Check the bands.")
    return float(np.median(brightness))
