"""Visibility of terrain to a side-looking radar: Vollrath, Mullissa & Reiche 2020, Remote Sens. 12(11):1867."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.imagery.slope_correction import Facets
from deepslide_qgis.engine.imagery.terrain import Descent


@dataclass(frozen=True)
class RadarGeometry:
    """Layover and shadow (bool) and the local incidence angle in degrees, each (H, W)."""

    layover: np.ndarray
    shadow: np.ndarray
    local_incidence_deg: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        return ~(self.layover | self.shadow)


def view(
    slope_deg: np.ndarray, aspect_deg: np.ndarray, incidence_deg: np.ndarray | float, azimuth_deg: float
) -> RadarGeometry:
    """Return the radar geometry of slopes that face ``aspect_deg`` (aspect of descent, from north, clockwise).

    ``incidence_deg`` is the incidence angle on the ellipsoid, ``azimuth_deg`` the direction from the target to the
    sensor. Active layover where the slope in range reaches the incidence angle, active shadow where it falls away by
    more than 90° minus the incidence angle (eq. 2). The local incidence angle is exact, not the approximation of eq. 4.
    """
    tangent, faces, incidence = np.tan(np.radians(slope_deg)), np.radians(aspect_deg), np.radians(incidence_deg)
    facets = Facets.from_azimuth(
        Descent(tangent * np.sin(faces), tangent * np.cos(faces)), float(np.radians(azimuth_deg))
    )
    local = facets.local_incidence_deg(incidence).astype(np.float32)
    return RadarGeometry(facets.layover(incidence), facets.shadow(incidence), local)


def incidence_across(size: int, near_deg: float, far_deg: float) -> np.ndarray:
    """Return the incidence angle (1, size) of an image seen from the east, growing towards the west."""
    return np.linspace(far_deg, near_deg, size, dtype=np.float32)[None]
