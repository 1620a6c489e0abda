"""Simulated Sentinel-1 and Sentinel-2 images before and after: backscatter in dB, and the change of NDVI."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepslide_qgis.core.imagery.land_cover import LandCover
from training.simulation.cover import Ground
from training.simulation.lookalikes import Lookalikes
from training.simulation.noise import fractal, speckle_db
from training.simulation.radar import RadarGeometry

#                urban forest grass sparse water wetland rock  snow
VV_DB = np.array([0, -5.5, -9.0, -11.5, -11.0, -19.0, -10.0, -9.5, -13.0], np.float32)
VH_DB = np.array([0, -12.5, -14.5, -18.5, -18.5, -27.0, -17.0, -17.0, -20.0], np.float32)
NDVI = np.array([0, 0.28, 0.80, 0.70, 0.38, -0.15, 0.58, 0.12, -0.05], np.float32)
LOOKS_BEFORE, LOOKS_AFTER = 30.0, 14.0
RESIDUAL_DB_PER_DEG = 0.045
LEAVES_DB, LEAVES_NDVI = 1.0, 0.32
"""Decrease of VH backscatter and of NDVI where all leaves fall."""


@dataclass(frozen=True)
class Backscatter:
    """Backscatter of one polarisation in dB before and after, (H, W), NaN where the radar does not see."""

    before_db: np.ndarray
    after_db: np.ndarray


@dataclass(frozen=True)
class Scene:
    """The ground that the sensors observe; ``leaf_fall`` (H, W) is the share of leaves that fell between the dates."""

    ground: Ground
    geometry: RadarGeometry
    numbers: np.ndarray
    lookalikes: Lookalikes
    leaf_fall: np.ndarray

    @property
    def landslide(self) -> np.ndarray:
        return self.numbers > 0


def see_backscatter(random: np.random.Generator, scene: Scene) -> tuple[Backscatter, Backscatter]:
    """Return VV and VH. Landslides bare the ground: VH, which comes from the canopy, falls; VV gets rougher."""
    size = len(scene.numbers)
    vv_change = _draw_per_landslide(random, scene.numbers, 1.2, 1.4)
    vh_change = _draw_per_landslide(random, scene.numbers, -2.2, 1.1) * (scene.ground.canopy_m > 2) + 0.4 * vv_change
    wetness = 0.5 * fractal(random, size, 1.5, 200)
    wind = (scene.ground.cover == LandCover.WATER) * random.uniform(-3, 4)
    likes = scene.lookalikes
    vv = vv_change + wetness + wind - 0.9 * likes.harvest - 1.0 * likes.clearcut - 3.5 * likes.snow
    vh = vh_change + wetness + wind - 1.6 * likes.harvest - 2.6 * likes.clearcut - 4.0 * likes.snow
    vh = vh - LEAVES_DB * scene.leaf_fall
    return _measure(random, scene, VV_DB, vv), _measure(random, scene, VH_DB, vh)


def _measure(random: np.random.Generator, scene: Scene, level_db: np.ndarray, change_db: np.ndarray) -> Backscatter:
    size = len(scene.numbers)
    slope_db = RESIDUAL_DB_PER_DEG * (40 - scene.geometry.local_incidence_deg)
    canopy_db = 0.04 * (scene.ground.canopy_m - 15) * (scene.ground.cover == LandCover.FOREST)
    texture_db = 0.7 * fractal(random, size, 0.9, 30)
    truth = ndimage.gaussian_filter(level_db[scene.ground.cover] + canopy_db, 0.7) + slope_db + texture_db
    before = truth + speckle_db(random, size, LOOKS_BEFORE)
    after = truth + ndimage.gaussian_filter(change_db, 0.7) + speckle_db(random, size, LOOKS_AFTER)
    visible = scene.geometry.seen
    return Backscatter(*(np.where(visible, image, np.nan).astype(np.float32) for image in (before, after)))


def see_ndvi_change(random: np.random.Generator, scene: Scene) -> np.ndarray:
    """Return NDVI after minus before, (H, W); NaN under clouds."""
    size = len(scene.numbers)
    before = NDVI[scene.ground.cover] + 0.04 * fractal(random, size, 0.9, 40)
    scar = _draw_per_landslide(random, scene.numbers, 0.32, 0.14) + 0.06 * fractal(random, size, 0.7, 10)
    bare = scene.landslide & (before > scar)
    change = np.where(bare, scar - before, 0) + 0.05 * fractal(random, size, 1.3, 120) - 0.01
    change = np.where(bare, change, change - LEAVES_NDVI * scene.leaf_fall)
    likes = scene.lookalikes
    change = np.where(likes.harvest & ~bare, -0.38 + 0.08 * fractal(random, size, 0.8, 30), change)
    change = np.where(likes.clearcut & ~bare, -0.40 + 0.10 * fractal(random, size, 1.2, 60), change)
    change = np.where(likes.snow, np.minimum(-before * 0.9, change), change)
    water = scene.ground.cover == LandCover.WATER
    change = np.where(water, 0.12 * fractal(random, size, 0.8, 20), change)
    change = ndimage.gaussian_filter(change, 0.6) + random.normal(0, 0.03, (size, size))
    clouds = fractal(random, size, 2.0, 90) > 3.1
    return np.where(clouds, np.nan, change).astype(np.float32)


def _draw_per_landslide(random: np.random.Generator, numbers: np.ndarray, mean: float, std: float) -> np.ndarray:
    """Return a random value for each landslide, 0 elsewhere, (H, W)."""
    values = random.normal(mean, std, int(numbers.max()) + 1).astype(np.float32)
    values[0] = 0
    return values[numbers]
