"""Conversion of band values to network input, shared by training and prediction.

The formula is given in ``core.packs.card.Normalisation``; gaps (NaN) become 0, the scaled mean.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Optional

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.process.arrays import Array, array_module, has_integer_dtype

if TYPE_CHECKING:
    import torch


def normalise(bands: Array, normalisation: Normalisation, gain: float = 1.0, out: Optional[Array] = None) -> Array:
    """Return float32 network input (…, channels, H, W) of ``bands`` (…, C, H, W); NaN (no data) becomes 0.

    There are as many channels as bands, except for categorical bands (``Normalisation.classes``). ``gain`` is the
    result of :func:`raster_gain` for the whole raster. The result is written to ``out`` if given. All are numpy arrays,
    or float32 torch tensors on any device; numpy bands may be integers without missing values.
    """
    if any(normalisation.classes):
        values = _encode_one_hot(
            bands, normalise(bands, replace(normalisation, classes=()), gain), normalisation.classes
        )
        if out is None:
            return values
        out[...] = values
        return out
    if isinstance(bands, np.ndarray):
        out = np.empty(bands.shape, np.float32) if out is None else out
        for channel in range(bands.shape[-3]):  # a single plane of a tile stays in the processor's cache
            plane = out[..., channel, :, :]
            _scale(bands[..., channel, :, :], plane, _compute_factors(normalisation, gain)[:, channel], normalisation)
            if not has_integer_dtype(bands):
                is_number = np.isfinite(plane)
                if not is_number.all():
                    plane[~is_number] = 0
        return out
    out = bands.new_empty(bands.shape) if out is None else out
    _scale(bands, out, _load_factors(bands.device, normalisation, gain), normalisation)
    return out.nan_to_num_(0, 0, 0)


def _compute_factors(normalisation: Normalisation, gain: float) -> np.ndarray:
    """Return scale, stretch and shift of each band, (3, C) float32: ``transform(value × scale) × stretch + shift``."""
    divide, mean, std = (np.array(getattr(normalisation, name), float) for name in ("divide", "mean", "std"))
    if normalisation.transform == "log":
        return np.stack([1 / (divide * gain), 1 / std, -mean / std]).astype(np.float32)
    return np.stack([1 / (divide * gain * std), np.ones_like(std), -mean / std]).astype(np.float32)


@lru_cache(maxsize=8)
def _load_factors(device: torch.device, normalisation: Normalisation, gain: float) -> torch.Tensor:
    """Return the factors (3, C, 1, 1) on ``device``, cached: each transfer waits for all pending ones."""
    import torch

    return torch.from_numpy(_compute_factors(normalisation, gain)[..., None, None]).to(device)


def _scale(values: Array, out: Array, factors: Array, normalisation: Normalisation) -> None:
    scale, stretch, shift = factors
    library = array_module(values)
    if library is np and has_integer_dtype(values):
        out[...] = values  # faster than multiplying integers
        out *= scale
    else:
        library.multiply(values, scale, out=out)
    if normalisation.transform == "log":
        library.clip(out, normalisation.log_floor, None, out=out)  # keeps NaN
        library.log(out, out=out)
        out *= stretch
    out += shift


def _encode_one_hot(bands: Array, values: Array, classes: tuple[tuple[float, ...], ...]) -> Array:
    """Return ``values`` with each band that has ``classes`` replaced by one channel per class."""
    library = array_module(values)
    channels: list[Array] = []
    for index, known in enumerate(classes):
        band = bands[..., index, :, :]
        channels += [library.asarray(band == value, dtype=values.dtype) for value in known] or [
            values[..., index, :, :]
        ]
    return library.stack(channels, -3)


def raster_gain(sample: np.ndarray, normalisation: Normalisation) -> float:
    """Return the gain of a whole raster from a ``sample`` of its pixels, (C, N) with NaN as no data.

    Raises RasterError if the sample has no positive values: a black raster has no gain.
    """
    if normalisation.gain == "none":
        return 1.0
    divided = sample / np.asarray(normalisation.divide, np.float32).reshape(-1, 1)
    brightness = divided.mean(axis=0)
    brightness = brightness[np.isfinite(brightness) & (brightness > 0)]
    if not brightness.size:
        raise RasterError("The raster has no values above 0, so its brightness cannot be judged.", "Check the bands.")
    return float(np.median(brightness))
