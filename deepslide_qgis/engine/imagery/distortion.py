"""Layover and shadow beyond the slopes themselves: by a buffer, or by ray casting."""

from __future__ import annotations

import numpy as np


def dilate_mask(distorted: np.ndarray, pixel_m: tuple[float, float], buffer_m: float) -> np.ndarray:
    """Return ``distorted`` (h, w) bool dilated by ``buffer_m``."""
    if buffer_m <= 0 or not distorted.any():
        return distorted
    from scipy.ndimage import distance_transform_edt  # optional package set 'imagery'; only buffers need it

    return distance_transform_edt(~distorted, sampling=(pixel_m[1], pixel_m[0])) <= buffer_m


def cast_rays(
    elevation_m: np.ndarray, pixel_m: tuple[float, float], azimuth_rad: float, incidence_rad: np.ndarray, reach_px: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return layover and shadow (h, w) bool of ``elevation_m`` (h + 2·reach, w + 2·reach) by ray casting.

    Rays follow the line of sight, pixel by pixel, up to ``reach_px``. A point is in shadow if another point towards the
    sensor is higher than the ray to it. A point is in layover if another point in the same profile has the same slant
    range: a lower one towards the sensor, or one away from it that is higher by more than the distance times tan θ.
    ``azimuth_rad`` points to the sensor, ``incidence_rad`` is (h, w) or one number.
    """
    rise_towards, fall_towards, rise_away = _find_steepest(elevation_m, pixel_m, azimuth_rad, reach_px)
    tangent = np.tan(incidence_rad)
    layover = np.maximum(fall_towards, rise_away) > tangent
    return layover, rise_towards > 1 / tangent


def _find_steepest(
    elevation_m: np.ndarray, pixel_m: tuple[float, float], azimuth_rad: float, reach_px: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the steepest rise and fall towards the sensor and the steepest rise away from it, as tangents."""
    height, width = (size - 2 * reach_px for size in elevation_m.shape)
    centre = elevation_m[reach_px : reach_px + height, reach_px : reach_px + width]
    rise_towards, fall_towards, rise_away = (np.full((height, width), -np.inf, np.float32) for _ in range(3))
    step_m = min(pixel_m)
    right, up = np.sin(azimuth_rad) * step_m / pixel_m[0], np.cos(azimuth_rad) * step_m / pixel_m[1]
    for k in range(1, reach_px):
        per_m = np.float32(1 / (k * step_m))
        towards = (_shift(elevation_m, reach_px, k * right, -k * up, centre.shape) - centre) * per_m
        away = (_shift(elevation_m, reach_px, -k * right, k * up, centre.shape) - centre) * per_m
        np.fmax(rise_towards, towards, out=rise_towards)
        np.fmax(fall_towards, -towards, out=fall_towards)
        np.fmax(rise_away, away, out=rise_away)
    return rise_towards, fall_towards, rise_away


def _shift(field: np.ndarray, reach_px: int, right: float, down: float, shape: tuple[int, int]) -> np.ndarray:
    """Return ``field`` without its margin, shifted by an offset in pixels, with bilinear interpolation."""
    column, row = int(np.floor(right)), int(np.floor(down))
    x, y = np.float32(right - column), np.float32(down - row)

    def part(rows: int, columns: int) -> np.ndarray:
        top, left = reach_px + row + rows, reach_px + column + columns
        return field[top : top + shape[0], left : left + shape[1]]

    upper = part(0, 0) * (1 - x) + part(0, 1) * x if x else part(0, 0)
    if not y:
        return upper
    lower = part(1, 0) * (1 - x) + part(1, 1) * x if x else part(1, 0)
    return upper * (1 - y) + lower * y
