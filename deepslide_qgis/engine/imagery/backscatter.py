"""Conversion of backscatter between decibels and linear power, with a given or detected scale."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RasterError

NEGATIVE_SHARE = 0.01
"""Backscatter with a larger share of values below 0 is in decibels; noise removal leaves few in linear power."""
BRIGHTEST_LINEAR = 30.0
"""Largest 99th percentile of calibrated backscatter, cities included; larger values are uncalibrated."""
FAINTEST_DB = -100.0
"""Lower bound of backscatter in dB or power; lower values are undeclared fill values such as -9999."""


def detect_scale(values: np.ndarray, name: str) -> str:
    """Return ``db`` or ``linear`` for the ``values``; raise RasterError if they are neither."""
    known = values[np.isfinite(values) & (values >= FAINTEST_DB)]
    if not known.size:
        raise RasterError(f"'{name}' has no backscatter in the area.", "Choose an image that covers it.")
    if (known < 0).mean() > NEGATIVE_SHARE:
        return "db"
    if np.percentile(known, 99) > BRIGHTEST_LINEAR:
        raise RasterError(
            f"'{name}' holds values up to {known.max():.4g}: neither decibels nor calibrated backscatter.",
            "Calibrate the image to σ⁰ first (in SNAP), or use a terrain-corrected (RTC) product.",
        )
    return "linear"


def to_linear(values: np.ndarray, scale: str) -> np.ndarray:
    """Return linear power, NaN where no signal was received.

    Exactly 0 dB is no measurement but an undeclared fill value.
    """
    if scale == "db":
        linear = np.power(np.float32(10), values / np.float32(10))
        linear[(values < FAINTEST_DB) | (values == 0)] = np.nan
        return linear
    return np.where(values > 0, values, np.float32(np.nan))


def to_db(linear: np.ndarray) -> np.ndarray:
    """Return decibels."""
    return np.float32(10) * np.log10(linear)
