"""Layover and shadow: active ones lie within cast ones, and cast ones are those of rays cast one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, gaussian_filter, map_coordinates

from deepslide_qgis.engine.imagery.distortion import cast_rays, dilate_mask
from deepslide_qgis.engine.imagery.slope_correction import Facets
from deepslide_qgis.engine.imagery.terrain import descent

PIXEL_M = (10.0, 10.0)
INCIDENCE = np.radians(np.float32(38))
REACH_PX = 60
DIRECTIONS = (0, 45, 90, 103, 180, 258, 283, 315)


def ridge(across_deg: float, height_m: float = 300, half_width_px: float = 20, size: int = 200) -> np.ndarray:
    """Return a ridge whose slopes face ``across_deg`` and away from it: a smooth roof on a plain."""
    row, column = np.mgrid[:size, :size] - (size - 1) / 2
    along = column * np.sin(np.radians(across_deg)) - row * np.cos(np.radians(across_deg))
    roof = height_m * np.clip(1 - np.abs(along) / half_width_px, 0, None)
    return gaussian_filter(roof, 1.0, mode="nearest").astype(np.float32)


def rays(elevation: np.ndarray, azimuth: float, tangent: float) -> tuple[np.ndarray, np.ndarray]:
    """Cast the ray of each pixel on its own: layover and shadow (h, w) of the part without the margin."""
    inner = elevation[REACH_PX:-REACH_PX, REACH_PX:-REACH_PX]
    layover, shadow = np.zeros(inner.shape, bool), np.zeros(inner.shape, bool)
    steps = np.arange(1 - REACH_PX, REACH_PX)
    for row, column in np.ndindex(inner.shape):
        places = REACH_PX + row - steps * np.cos(azimuth), REACH_PX + column + steps * np.sin(azimuth)
        profile = map_coordinates(elevation.astype(float), places, order=1)
        ground_range = -steps * PIXEL_M[0]  # away from the sensor
        here = REACH_PX - 1
        slant = ground_range - profile / tangent
        nearer, farther = slant[here + 1 :], slant[:here]
        layover[row, column] = nearer.max() > slant[here] or farther.min() < slant[here]
        rise = profile[here + 1 :] - profile[here]
        shadow[row, column] = (np.arctan2(rise, steps[here + 1 :] * PIXEL_M[0]) > np.pi / 2 - np.arctan(tangent)).any()
    return layover, shadow


@pytest.mark.parametrize("azimuth_deg", DIRECTIONS)
def test_active_distortions_lie_within_cast_ones(azimuth_deg):
    elevation = ridge(azimuth_deg)
    azimuth = np.radians(azimuth_deg)
    layover, shadow = cast_rays(elevation, PIXEL_M, azimuth, INCIDENCE, REACH_PX)
    inner = elevation[REACH_PX - 1 : 1 - REACH_PX, REACH_PX - 1 : 1 - REACH_PX]
    facets = Facets.from_azimuth(descent(inner, PIXEL_M), azimuth)
    active = facets.layover(INCIDENCE), facets.shadow(INCIDENCE)
    assert active[0].any() and active[1].any()
    for within, whole in zip(active, (layover, shadow), strict=True):
        crest = binary_dilation(whole)  # a slope is measured over three pixels, a ray starts at one
        assert not (within & ~crest).any()
        assert whole.sum() > within.sum()


@pytest.mark.parametrize("azimuth_deg", [90, 103, 225])
def test_cast_distortions_are_those_of_rays_cast_one_by_one(azimuth_deg):
    elevation = ridge(azimuth_deg + 20, size=150) + ridge(azimuth_deg - 70, 120, 12, size=150)
    ours = cast_rays(elevation, PIXEL_M, np.radians(azimuth_deg), INCIDENCE, REACH_PX)
    theirs = rays(elevation, np.radians(azimuth_deg), float(np.tan(INCIDENCE)))
    for mask, expected in zip(ours, theirs, strict=True):
        assert expected.any() and not expected.all()
        assert (mask != expected).sum() <= 2  # ties, where rays only touch


def test_a_wall_throws_a_shadow_as_long_as_geometry_says():
    elevation = np.zeros((2 * REACH_PX + 3, 2 * REACH_PX + 60), np.float32)
    wall = REACH_PX + 40
    elevation[:, wall] = 200
    _, shadow = cast_rays(elevation, PIXEL_M, np.radians(90), INCIDENCE, REACH_PX)
    length_px = int(200 * np.tan(INCIDENCE) / 10)
    assert np.flatnonzero(shadow[1]).tolist() == list(range(40 - length_px, 40))


def test_a_buffer_reaches_as_far_as_it_says():
    mask = np.zeros((21, 21), bool)
    mask[10, 10] = True
    assert dilate_mask(mask, PIXEL_M, 0).sum() == 1
    assert dilate_mask(mask, PIXEL_M, 30).sum() == 29  # the disc of radius 3
    assert dilate_mask(mask, (10, 20), 30)[:, 10].sum() == 3
    assert not dilate_mask(np.zeros((5, 5), bool), PIXEL_M, 50).any()
