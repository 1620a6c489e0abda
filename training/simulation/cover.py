"""Land cover, climate and canopy height, derived from elevation, slope and drainage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepslide_qgis.core.imagery.land_cover import LandCover
from training.simulation.noise import fractal, parcels
from training.simulation.terrain import Terrain

KOPPEN_DFB, KOPPEN_DFC, KOPPEN_ET = 19, 20, 31


@dataclass(frozen=True)
class Ground:
    """Land cover (``LandCover``), climate (Köppen–Geiger code), canopy height in metres, parcel numbers."""

    cover: np.ndarray
    climate: np.ndarray
    canopy_m: np.ndarray
    parcel: np.ndarray


def make_ground(random: np.random.Generator, terrain: Terrain) -> Ground:
    """Return the cover of ``terrain``: forest on slopes, fields below, rock and snow above, water in valleys."""
    size = len(terrain.elevation_m)
    height = _relative_height(terrain.elevation_m) + 0.05 * fractal(random, size, 1.7, 120)
    parcel = parcels(random, size, 16)
    cover = np.full((size, size), LandCover.FOREST, np.uint8)
    patchy = fractal(random, size, 1.7, 130)
    cover[(terrain.slope_deg < 20) & (height < 0.45) & (patchy > -0.3)] = LandCover.GRASS
    cover[(height > 0.62) & (patchy > -0.6)] = LandCover.GRASS
    steep = ndimage.gaussian_filter(terrain.slope_deg, 1.5) + 3 * patchy
    cover[(height > 0.80) | (steep > 46)] = LandCover.SPARSE
    cover[(height > 0.90) | (steep > 51)] = LandCover.ROCK
    cover[(height > 0.97) & (terrain.slope_deg < 40)] = LandCover.SNOW
    _add_settlements(cover, random, terrain, parcel)
    _add_water(cover, terrain)
    climate = np.select([height > 0.86, height > 0.5], [KOPPEN_ET, KOPPEN_DFC], KOPPEN_DFB).astype(np.uint8)
    stand = np.clip(19 + 6 * fractal(random, size, 1.2, 80) + random.normal(0, 1.5, (size, size)), 4, 38)
    canopy = np.where(cover == LandCover.FOREST, stand * np.clip(1.25 - height, 0.3, 1), 0)
    return Ground(cover, climate, canopy.astype(np.float32), parcel)


def _relative_height(elevation: np.ndarray) -> np.ndarray:
    low, high = np.quantile(elevation, (0.01, 0.995))
    return (elevation - low) / (high - low)


def _add_settlements(cover: np.ndarray, random: np.random.Generator, terrain: Terrain, parcel: np.ndarray) -> None:
    near = fractal(random, len(cover), 1.6, 200) > 1.6
    built = random.random(int(parcel.max()) + 1) < 0.65
    cover[near & built[parcel] & (terrain.slope_deg < 14) & (cover == LandCover.GRASS)] = LandCover.URBAN


def _add_water(cover: np.ndarray, terrain: Terrain) -> None:
    rivers = terrain.flow_px > max(0.06 * cover.size, 4000)
    lakes = ndimage.binary_opening((terrain.slope_deg < 2.5) & (terrain.flow_px > 2000), iterations=3)
    water = rivers | lakes
    wet = ndimage.binary_dilation(water, iterations=4) & (terrain.slope_deg < 5) & (cover != LandCover.URBAN)
    cover[wet] = LandCover.WETLAND
    cover[water] = LandCover.WATER
