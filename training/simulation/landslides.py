"""Landslides that start on steep slopes, run downhill as tongues, and stop where the ground flattens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepslide_qgis.core.imagery.land_cover import LandCover
from training.simulation.cover import Ground
from training.simulation.noise import fractal
from training.simulation.terrain import PIXEL_M, Terrain

MEDIAN_AREA_M2 = 11_000.0
SPREAD_OF_AREA = 0.95
STEEP_DEG = 27.0
FLAT_DEG = 9.0
SMALLEST_PX = 12
BLUNTEST = 2.2  # smallest ratio of length to width


@dataclass(frozen=True)
class Landslide:
    """One landslide: its number in the label raster, and its path from the crown down, (N, 2) rows and columns."""

    number: int
    path: np.ndarray


def make_landslides(
    random: np.random.Generator, terrain: Terrain, ground: Ground, per_km2: float
) -> tuple[np.ndarray, list[Landslide]]:
    """Return landslide numbers (H, W) int32, 0 elsewhere, and the landslides."""
    size = len(terrain.elevation_m)
    smooth = ndimage.gaussian_filter(terrain.elevation_m, 2.5)
    descent = np.stack(np.gradient(-smooth))
    rough = fractal(random, size, 1.2, 24, 4.0)
    numbers, landslides = np.zeros((size, size), np.int32), []
    wanted = max(1, round(per_km2 * (size * PIXEL_M / 1000) ** 2))
    for start in _draw_starts(random, terrain, ground, wanted):
        area_px = MEDIAN_AREA_M2 * np.exp(SPREAD_OF_AREA * np.clip(random.standard_normal(), -2, 2.5)) / PIXEL_M**2
        path = run_downhill(start, descent, terrain.slope_deg, _draw_length_px(random, area_px))
        shape = _draw_tongue(path, area_px, rough) & (numbers == 0) & (ground.cover != LandCover.WATER)
        if shape.sum() >= SMALLEST_PX:
            landslides.append(Landslide(len(landslides) + 1, path))
            numbers[shape] = len(landslides)
    return numbers, landslides


def run_downhill(start: np.ndarray, descent: np.ndarray, slope_deg: np.ndarray, length_px: float) -> np.ndarray:
    """Return the path (N, 2) of a slide from ``start`` that keeps part of its direction at each step."""
    path, heading = [start.astype(float)], np.zeros(2)
    limit = np.array(slope_deg.shape) - 1
    for _ in range(int(length_px)):
        row, column = np.rint(path[-1]).astype(int)
        pull = descent[:, row, column]
        heading = 0.6 * heading + pull / max(float(np.hypot(*pull)), 1e-6)
        following = path[-1] + heading / max(float(np.hypot(*heading)), 1e-6)
        slow = len(path) > 0.5 * length_px and slope_deg[row, column] < FLAT_DEG
        if slow or float(heading @ pull) <= 0 or (following < 0).any() or (following > limit).any():
            break
        path.append(following)
    return np.array(path)


def _draw_starts(random: np.random.Generator, terrain: Terrain, ground: Ground, wanted: int) -> np.ndarray:
    """Return start pixels (N, 2): steep, not rock or water, where rain fell, away from the raster's edge."""
    size = len(terrain.slope_deg)
    least = min(STEEP_DEG, float(np.quantile(terrain.slope_deg, 0.95)))  # gentle terrain has landslides, too
    steep = np.exp(-(((terrain.slope_deg - max(36, least)) / 6) ** 2))
    steep = (steep + 1e-9) * (terrain.slope_deg > least)
    prone = np.select([ground.cover == LandCover.FOREST, ground.cover == LandCover.GRASS], [1.0, 1.3], 0.25)
    prone[(ground.cover == LandCover.WATER) | (ground.cover == LandCover.SNOW)] = 0
    weight = steep * prone * np.exp(1.3 * fractal(random, size, 1.8, size / 2))
    weight[:4], weight[-4:], weight[:, :4], weight[:, -4:] = 0, 0, 0, 0
    possible = int((weight > 0).sum())
    if not possible:
        return np.zeros((0, 2), int)
    flat = random.choice(weight.size, min(wanted, possible), replace=False, p=(weight / weight.sum()).ravel())
    return np.stack(np.unravel_index(flat, weight.shape), axis=1)


def _draw_length_px(random: np.random.Generator, area_px: float) -> float:
    elongation = np.exp(random.normal(np.log(6.0), 0.45))
    return float(np.clip(np.sqrt(area_px * elongation), 5, 160))


def _draw_tongue(path: np.ndarray, area_px: float, rough: np.ndarray) -> np.ndarray:
    """Return the pixels (H, W) bool of the slide: wide at the scar, narrow below, with a lobe at the toe."""
    width = float(np.clip(area_px / max(len(path), 3), 2.0, 2.0 + len(path) / BLUNTEST))
    along = np.linspace(0, 1, len(path))
    profile = 0.85 + 0.45 * np.exp(-(((along - 0.15) / 0.17) ** 2)) + 0.3 * np.exp(-(((along - 0.88) / 0.12) ** 2))
    profile *= np.clip(np.sqrt(np.minimum(along, 1 - along) * 12 + 0.15), 0, 1)
    half = np.maximum(0.5 * width * profile / profile.mean(), 0.9)
    reach = int(np.ceil(1.6 * half.max())) + 1
    low = np.maximum(np.floor(path.min(axis=0)).astype(int) - reach, 0)
    high = np.minimum(np.ceil(path.max(axis=0)).astype(int) + reach + 1, rough.shape)
    window = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    grid = np.mgrid[window]
    shape = np.zeros(rough.shape, bool)
    distance = np.full(grid.shape[1:], np.inf)
    for point, reach_px in zip(path, half, strict=True):
        np.minimum(distance, np.hypot(grid[0] - point[0], grid[1] - point[1]) / reach_px, out=distance)
    shape[window] = ndimage.binary_closing(distance < 1 + 0.13 * rough[window])
    return shape
