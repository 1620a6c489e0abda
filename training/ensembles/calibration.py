"""Temperature scaling (Guo et al. 2017) of probabilities from their histogram: σ(logit(p) / T)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from deepslide_qgis.engine.comparison.pixel_counts import BINS, PixelCounts

LIMITS = (0.05, 20.0)
TINY = 1e-6


def negative_log_likelihood(counts: PixelCounts, temperature: float = 1.0) -> float:
    """Return the mean −log p(label) per pixel at ``temperature``, up to the histogram's bin width."""
    scaled = np.clip(_scale_bins(counts, temperature), TINY, 1 - TINY)
    total = counts.landslide @ np.log(scaled) + counts.other @ np.log(1 - scaled)
    return float(-total / max(counts.pixels, 1))


def best_temperature(counts: PixelCounts) -> float:
    """Return the temperature with the smallest negative log likelihood; above 1 means overconfidence."""
    low, high = np.log(LIMITS)
    found = minimize_scalar(
        lambda log_t: negative_log_likelihood(counts, float(np.exp(log_t))), bounds=(low, high), method="bounded"
    )
    return float(np.exp(found.x))


def at_temperature(counts: PixelCounts, temperature: float) -> PixelCounts:
    """Return the counts of the scaled probabilities, up to the bin width."""
    scaled = _scale_bins(counts, temperature)
    places = np.clip((scaled * BINS).astype(int), 0, BINS - 1)
    pixels = counts.landslide + counts.other
    return PixelCounts(
        _rebin(counts.landslide, places).astype(np.int64),
        _rebin(counts.other, places).astype(np.int64),
        _rebin(pixels * scaled, places),
        float(counts.landslide @ (1 - scaled) ** 2 + counts.other @ scaled**2),
    )


def _scale_bins(counts: PixelCounts, temperature: float) -> np.ndarray:
    """Return the scaled mean probability (BINS,) of each bin, using the middle of empty bins."""
    pixels = counts.landslide + counts.other
    middle = (np.arange(BINS) + 0.5) / BINS
    mean = np.where(pixels, counts.probability / np.maximum(pixels, 1), middle)
    inner = np.clip(mean, TINY, 1 - TINY)
    return 1 / (1 + np.exp(-np.log(inner / (1 - inner)) / temperature))


def _rebin(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.bincount(places, values, BINS)
