"""Changes that resemble landslides: harvest, clear-cuts, snow and leaf fall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepslide_qgis.core.imagery.land_cover import LandCover
from training.simulation.cover import Ground
from training.simulation.noise import fractal, parcels
from training.simulation.terrain import Terrain


@dataclass(frozen=True)
class Lookalikes:
    """Masks (H, W) bool of the changes between the two dates."""

    harvest: np.ndarray
    clearcut: np.ndarray
    snow: np.ndarray


def make_lookalikes(random: np.random.Generator, terrain: Terrain, ground: Ground) -> Lookalikes:
    """Return harvested fields, clear-cut blocks of forest, and new snow above a line."""
    field = ground.cover == LandCover.GRASS
    cut = random.random(int(ground.parcel.max()) + 1) < 0.22
    harvest = field & cut[ground.parcel] & (terrain.slope_deg < 18)
    block = parcels(random, len(ground.cover), 18)
    felled = random.random(int(block.max()) + 1) < 0.05
    clearcut = (ground.cover == LandCover.FOREST) & felled[block] & (terrain.slope_deg < 40)
    line = np.quantile(terrain.elevation_m, random.uniform(0.94, 0.99))
    snow = terrain.elevation_m + 50 * fractal(random, len(ground.cover), 1.8, 60) > line
    tidy = ndimage.binary_opening(clearcut, iterations=2)
    return Lookalikes(ndimage.binary_erosion(harvest), tidy, snow & (ground.cover != LandCover.WATER))


def make_leaf_fall(random: np.random.Generator, ground: Ground) -> np.ndarray:
    """Return the share of leaves that fell between the two dates, (H, W) from 0 to 1, by forest stand."""
    stands = fractal(random, len(ground.cover), 1.4, 60)
    return (ground.cover == LandCover.FOREST) * np.clip(stands + 0.3, 0, 1)
