"""Random augmentation of training tiles: flips, quarter turns, brightness, band factors, haze and de-quantisation."""

from __future__ import annotations

import numpy as np

from training.planning.plans import Augmentation

HAZE_STEP_PX = 4
"""Step for sampling a band's values when its darkest ones are estimated."""


def turn(tile: np.ndarray, position: int) -> np.ndarray:
    """Return ``tile`` (…, H, W) in one of eight positions: ``position % 4`` quarter turns, mirrored from 4 on."""
    turned = np.rot90(tile, position % 4, axes=(-2, -1))
    return turned[..., ::-1] if position >= 4 else turned


def draw_turn(turns: str, random: np.random.Generator) -> int:
    """Draw one of the eight positions of :func:`turn` by the scheme ``turns`` (``Augmentation.turns``)."""
    if turns == "eight":
        return int(random.integers(8))
    if turns == "rotations":
        return int(random.integers(4))
    if turns == "none":
        return 0
    across, down, quarter = random.random(3) < 0.5
    # both flips together are a half turn; a vertical flip alone is a half turn plus a horizontal flip
    quarters = int(quarter) + 2 * int(down)
    return quarters % 4 + 4 * int(across != down)


def change_exposure(bands: np.ndarray, augmentation: Augmentation, random: np.random.Generator) -> np.ndarray:
    """Return ``bands`` (C, H, W) with noise, haze removal and band factors, as another sensor may record them."""
    if augmentation.quantum:
        bands = bands + (random.random(bands.shape, np.float32) - 0.5) * np.float32(augmentation.quantum)
    if random.random() < augmentation.haze_share:
        path_radiance = np.array([_dark_percentile(band) for band in bands.reshape(len(bands), -1)])
        bands = bands - (random.uniform(0, 0.7) * path_radiance).reshape(-1, 1, 1).astype(np.float32)
    if augmentation.band_factor > 1:
        bands = bands * draw_factor(augmentation.band_factor, random, (len(bands), 1, 1))
    return bands


def draw_factor(limit: float, random: np.random.Generator, shape: tuple[int, ...] = ()) -> np.ndarray:
    """Draw factors between 1/limit and limit, log-uniform, so that dimming is as likely as brightening."""
    return np.exp(random.uniform(-np.log(limit), np.log(limit), shape)).astype(np.float32)


def _dark_percentile(band: np.ndarray) -> float:
    """Return the first percentile of a band's finite values (N,), 0 if there are none."""
    values = band[np.isfinite(band)][::HAZE_STEP_PX]
    return float(np.quantile(values, 0.01)) if values.size else 0.0
