"""Radiometric slope correction of Sentinel-1: Vollrath, Mullissa & Reiche 2020, Remote Sens. 12(11):1867.

Follows ESA's implementation (github.com/ESA-PhiLab/radiometric-slope-correction); gee_s1_ard mirrors the aspects and
multiplies instead of dividing. Angles are passed as tangents: the paper's formulas are expanded, such as tan(90° − θ +
α), so that no pixel needs an inverse function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.imagery.terrain import Descent


@dataclass(frozen=True)
class Facets:
    """Slopes in radar geometry, as tangents: ``towards`` the sensor (eq. 2) and ``across`` it (eq. 3).

    ``towards`` is positive on slopes that face the radar.
    """

    towards: np.ndarray
    across: np.ndarray

    @classmethod
    def from_azimuth(cls, descent: Descent, azimuth_rad: float) -> Facets:
        """Return the facets of a terrain; ``azimuth_rad`` is the direction from the target to the sensor."""
        sine, cosine = np.float32(np.sin(azimuth_rad)), np.float32(np.cos(azimuth_rad))
        return cls(
            descent.east * sine + descent.north * cosine,
            descent.north * sine - descent.east * cosine,
        )

    def layover(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return True where the slope in range reaches the incidence angle (active layover)."""
        return self.towards >= np.tan(incidence_rad)

    def shadow(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return True where the slope falls away by 90° minus the incidence angle or more (active shadow)."""
        return self.towards <= -1 / np.tan(incidence_rad)

    def volume_ratio(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return tan(90° − θ + α_r) / tan(90° − θ), the relative brightness of vegetation on the slope (Hoekman
        1990)."""
        tangent = np.tan(incidence_rad)
        return tangent * (1 + tangent * self.towards) / (tangent - self.towards)

    def surface_ratio(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return cos(90° − θ) / (cos α_az · cos(90° − θ + α_r)), the same for bare ground (Ulander 1996)."""
        sine, cosine = np.sin(incidence_rad), np.cos(incidence_rad)
        lengths = np.sqrt((1 + self.across**2) * (1 + self.towards**2))
        return sine * lengths / (sine - cosine * self.towards)

    def local_incidence_deg(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return the exact angle between the line of sight and the normal of the slope."""
        steepness = np.sqrt(1 + self.towards**2 + self.across**2)
        return _angle_deg((self.towards * np.sin(incidence_rad) + np.cos(incidence_rad)) / steepness)

    def local_incidence_vollrath_deg(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return the paper's approximation, cos α_az · cos(θ − α_r) (eq. 4), some degrees off on steep slopes."""
        lengths = np.sqrt((1 + self.across**2) * (1 + self.towards**2))
        return _angle_deg((self.towards * np.sin(incidence_rad) + np.cos(incidence_rad)) / lengths)


def _angle_deg(cosine: np.ndarray) -> np.ndarray:
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def flatten_terrain(
    sigma0: np.ndarray, facets: Facets, incidence_rad: np.ndarray, volume: np.ndarray | bool
) -> np.ndarray:
    """Return terrain-flattened γ⁰ of linear ``sigma0`` (…, h, w): σ⁰ / cos θ / ratio.

    ``volume`` is True where (or if everywhere) the volume model holds; elsewhere the surface model is used. Values in
    layover and shadow are meaningless and must be masked.
    """
    if isinstance(volume, (bool, np.bool_)):
        ratio = facets.volume_ratio(incidence_rad) if volume else facets.surface_ratio(incidence_rad)
    else:
        ratio = np.where(volume, facets.volume_ratio(incidence_rad), facets.surface_ratio(incidence_rad))
    return sigma0 / (np.cos(incidence_rad) * ratio)
