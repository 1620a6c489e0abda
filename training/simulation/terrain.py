"""Mountain terrain: a fractal surface eroded by rivers, on a grid of 10 m."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from training.simulation.noise import fractal

PIXEL_M = 10.0
COARSE_PX = 5
ROUNDS = 40
STEEPEST_DEG = 38.0
PIT_GRADIENT_M = 0.1
NEIGHBOURS = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


@dataclass(frozen=True)
class Terrain:
    """Elevation in metres, slope in degrees, aspect of descent in degrees clockwise from grid north, flow in pixels.

    ``flow_px`` is the number of pixels that drain through each pixel. All are (H, W) float32.
    """

    elevation_m: np.ndarray
    slope_deg: np.ndarray
    aspect_deg: np.ndarray
    flow_px: np.ndarray


def make_terrain(random: np.random.Generator, size: int) -> Terrain:
    """Return terrain of ``size`` pixels with ridges, valleys and lakes, whose relief grows with the size."""
    coarse = size // COARSE_PX + 8
    relief_m = 190.0 * (size / 512) ** 0.8
    east, south = np.meshgrid(*2 * [np.linspace(-1, 1, coarse)])
    towards = random.uniform(0, 2 * np.pi)  # the land falls this way, so that rivers drain out of it
    tilt = 1.5 * (np.cos(towards) * east + np.sin(towards) * south)
    height = relief_m * (fractal(random, coarse, 1.6, coarse / 1.8) + tilt)
    height, flow = erode(height.astype(np.float64), COARSE_PX * PIXEL_M, ROUNDS)
    elevation = _enlarge(height, size) + 6.0 * fractal(random, size, 1.9, 50, 2.0)
    elevation = ndimage.gaussian_filter(elevation - elevation.min() + random.uniform(60, 500), 1.0)
    channels = ndimage.maximum_filter(flow, footprint=ndimage.generate_binary_structure(2, 1))
    flow_px = np.exp(_enlarge(ndimage.gaussian_filter(np.log(channels), 0.5), size, order=1)) * COARSE_PX**2
    return terrain_of(elevation.astype(np.float32), flow_px.astype(np.float32))


def terrain_of(elevation_m: np.ndarray, flow_px: np.ndarray) -> Terrain:
    """Return the terrain with slope and aspect after Horn (1981)."""
    east = -ndimage.sobel(elevation_m, axis=1, mode="nearest") / (8 * PIXEL_M)
    north = ndimage.sobel(elevation_m, axis=0, mode="nearest") / (8 * PIXEL_M)
    slope = np.degrees(np.arctan(np.hypot(east, north)))
    aspect = np.degrees(np.arctan2(east, north)) % 360
    return Terrain(elevation_m, slope.astype(np.float32), aspect.astype(np.float32), flow_px)


def erode(height: np.ndarray, cell_m: float, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ``height`` after ``rounds`` of river incision and slope failure, and the number of upstream cells.

    Incision is proportional to slope times the square root of the upstream area (stream power law). Slopes above
    ``STEEPEST_DEG`` fail.
    """
    flow = np.ones_like(height)
    for number in range(rounds):
        if number % 4 == 0:
            height = fill_pits(height)
        receiver, drop = _receivers(height)
        flow = _accumulate_flow(height, receiver)
        height = height - np.minimum(0.7 * drop, 0.035 * np.sqrt(flow) * drop)
        height = height + 0.05 * ndimage.laplace(height, mode="nearest")
        height = _collapse_steep_slopes(height, cell_m)
    return height, flow


def _receivers(height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each cell the flat index of its lowest neighbour (its own in a pit) and the drop to it."""
    rows, columns = height.shape
    padded = np.pad(height, 1, mode="edge")
    around = np.stack([padded[1 + r : 1 + r + rows, 1 + c : 1 + c + columns] for r, c in NEIGHBOURS])
    lowest = around.argmin(axis=0)
    drop = np.maximum(height - np.take_along_axis(around, lowest[None], 0)[0], 0)
    grid = np.mgrid[:rows, :columns]
    steps = np.array(NEIGHBOURS)[lowest]
    target_rows = np.clip(grid[0] + steps[..., 0], 0, rows - 1)
    target_columns = np.clip(grid[1] + steps[..., 1], 0, columns - 1)
    cell_index = grid[0] * columns + grid[1]
    return np.where(drop > 0, target_rows * columns + target_columns, cell_index), drop


def _accumulate_flow(height: np.ndarray, receiver: np.ndarray) -> np.ndarray:
    flow, towards = [1.0] * height.size, receiver.ravel().tolist()
    for cell in np.argsort(-height, axis=None, kind="stable").tolist():
        if towards[cell] != cell:
            flow[towards[cell]] += flow[cell]
    return np.array(flow).reshape(height.shape)


def _collapse_steep_slopes(height: np.ndarray, cell_m: float) -> np.ndarray:
    lowest = ndimage.minimum_filter(height, footprint=ndimage.generate_binary_structure(2, 1))
    excess = np.maximum(height - lowest - cell_m * np.tan(np.radians(STEEPEST_DEG)), 0)
    return height - 0.5 * excess


def fill_pits(height: np.ndarray) -> np.ndarray:
    """Return ``height`` with all pits filled up to their outlet (priority-flood, Barnes et al. 2014)."""
    rows, columns = height.shape
    filled = np.full((rows + 2, columns + 2), -np.inf)
    filled[1:-1, 1:-1] = height
    levels, width = filled.ravel().tolist(), columns + 2
    done = [level == -np.inf for level in levels]
    steps = [r * width + c for r, c in NEIGHBOURS]
    rim = [
        r * width + c for r in range(1, rows + 1) for c in range(1, columns + 1) if r in (1, rows) or c in (1, columns)
    ]
    queue = [(levels[cell], cell) for cell in rim]
    heapq.heapify(queue)
    for cell in rim:
        done[cell] = True
    while queue:
        level, cell = heapq.heappop(queue)
        for neighbour in (cell + step for step in steps):
            if not done[neighbour]:
                done[neighbour] = True
                levels[neighbour] = max(levels[neighbour], level + PIT_GRADIENT_M)
                heapq.heappush(queue, (levels[neighbour], neighbour))
    return np.array(levels).reshape(filled.shape)[1:-1, 1:-1]


def _enlarge(field: np.ndarray, size: int, order: int = 3) -> np.ndarray:
    inner = 4 + np.arange(size) / COARSE_PX
    return ndimage.map_coordinates(field, np.meshgrid(inner, inner, indexing="ij"), order=order, mode="nearest")
