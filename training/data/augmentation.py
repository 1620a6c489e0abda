"""Random changes of training tiles: flips and quarter turns, brightness, band factors, haze, rounding."""

from __future__ import annotations

import numpy as np

from training.planning.plans import Augmentation

HAZE_STEP_PX = 4
"""The darkest pixels of a band are looked for among every fourth."""


def turn(tile: np.ndarray, which: int) -> np.ndarray:
    """Return ``tile`` (…, H, W) in one of eight positions: ``which % 4`` quarter turns, mirrored from 4 on."""
    turned = np.rot90(tile, which % 4, axes=(-2, -1))
    return turned[..., ::-1] if which >= 4 else turned


def draw_turn(turns: str, random: np.random.Generator) -> int:
    """Return one of the eight positions of :func:`turn`, drawn as ``Augmentation.turns`` says."""
    if turns == "eight":
        return int(random.integers(8))
    if turns == "rotations":
        return int(random.integers(4))
    if turns == "none":
        return 0
    across, down, quarter = random.random(3) < 0.5
    # a flip across and one down are half a turn; a flip down is half a turn and a flip across
    quarters = int(quarter) + 2 * int(down)
    return quarters % 4 + 4 * int(across != down)


def change_exposure(bands: np.ndarray, plan: Augmentation, random: np.random.Generator) -> np.ndarray:
    """Return ``bands`` (C, H, W) as another sensor, processing level or stretch would have them."""
    if plan.quantum:
        bands = bands + (random.random(bands.shape, np.float32) - 0.5) * np.float32(plan.quantum)
    if random.random() < plan.haze_share:
        path_radiance = np.array([_darkest(band) for band in bands.reshape(len(bands), -1)])
        bands = bands - (random.uniform(0, 0.7) * path_radiance).reshape(-1, 1, 1).astype(np.float32)
    if plan.band_factor > 1:
        bands = bands * factor(plan.band_factor, random, (len(bands), 1, 1))
    return bands


def factor(limit: float, random: np.random.Generator, shape: tuple[int, ...] = ()) -> np.ndarray:
    """Return factors between 1/limit and limit, as likely to dim as to brighten."""
    return np.exp(random.uniform(-np.log(limit), np.log(limit), shape)).astype(np.float32)


def _darkest(band: np.ndarray) -> float:
    """Return the first percentile of a band's values (N,), 0 where it has none."""
    values = band[np.isfinite(band)][::HAZE_STEP_PX]
    return float(np.quantile(values, 0.01)) if values.size else 0.0
