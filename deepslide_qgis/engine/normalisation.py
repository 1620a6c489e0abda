"""Band values to network input: the one function that training and prediction share.

The formula stands in ``core.card.Normalisation``; gaps (NaN) become 0, the scaled mean.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import numpy as np

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.core.errors import RasterError


def normalise(
    bands: np.ndarray, normalisation: Normalisation, gain: float = 1.0, out: Optional[np.ndarray] = None
) -> np.ndarray:
    """Return float32 network input (…, channels, H, W) of ``bands`` (…, C, H, W); NaN is no data and becomes 0.

    There are as many channels as bands, but for bands of classes (``Normalisation.classes``). ``gain`` is what
    :func:`raster_gain` gave for the whole raster. ``out`` takes the result where it is given.
    """
    if any(normalisation.classes):
        values = _one_hot(bands, normalise(bands, replace(normalisation, classes=()), gain), normalisation.classes)
        if out is None:
            return values
        out[...] = values
        return out
    out = np.empty(bands.shape, np.float32) if out is None else out
    for channel in range(bands.shape[-3]):  # one after the other: a plane of a tile stays in the processor's cache
        _normalise_band(bands[..., channel, :, :], out[..., channel, :, :], normalisation, channel, gain)
    return out


def _normalise_band(band: np.ndarray, out: np.ndarray, normalisation: Normalisation, channel: int, gain: float) -> None:
    divide, mean, std = (getattr(normalisation, name)[channel] for name in ("divide", "mean", "std"))
    if normalisation.transform == "log":
        np.multiply(band, np.float32(1 / (divide * gain)), out=out)
        np.maximum(out, np.float32(normalisation.log_floor), out=out)  # keeps NaN
        np.log(out, out=out)
        out *= np.float32(1 / std)
    else:
        np.multiply(band, np.float32(1 / (divide * gain * std)), out=out)
    out += np.float32(-mean / std)
    is_number = np.isfinite(out)
    if not is_number.all():
        out[~is_number] = 0


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
