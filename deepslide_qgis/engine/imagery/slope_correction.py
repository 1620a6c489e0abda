"""Radiometric slope correction of Sentinel-1: Vollrath, Mullissa & Reiche 2020, Remote Sens. 12(11):1867.

Follows ESA's implementation (github.com/ESA-PhiLab/radiometric-slope-correction). The one of gee_s1_ard mirrors the
aspects and multiplies where it has to divide. Angles come in as tangents: the formulas are the paper's, with
tan(90° − θ + α) and its kin written out, so that no pixel needs an inverse function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.imagery.terrain import Descent


@dataclass(frozen=True)
class Facets:
    """Slopes as the radar meets them, tangents of angles: ``towards`` the sensor (eq. 2), ``across`` it (eq. 3).

    ``towards`` is positive on slopes that face the radar.
    """

    towards: np.ndarray
    across: np.ndarray

    @classmethod
    def seen(cls, descent: Descent, azimuth_rad: float) -> Facets:
        """Return the facets of a terrain seen from ``azimuth_rad``, the direction from the target to the sensor."""
        sine, cosine = np.float32(np.sin(azimuth_rad)), np.float32(np.cos(azimuth_rad))
        return cls(
            descent.east * sine + descent.north * cosine,
            descent.north * sine - descent.east * cosine,
        )

    def layover(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return where the slope in range reaches the incidence angle (active layover), bool."""
        return self.towards >= np.tan(incidence_rad)

    def shadow(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return where the slope falls away by 90° minus the incidence angle or more (active shadow), bool."""
        return self.towards <= -1 / np.tan(incidence_rad)

    def volume_ratio(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return tan(90° − θ + α_r) / tan(90° − θ), the brightness of vegetation on the slope (Hoekman 1990)."""
        tangent = np.tan(incidence_rad)
        return tangent * (1 + tangent * self.towards) / (tangent - self.towards)

    def surface_ratio(self, incidence_rad: np.ndarray) -> np.ndarray:
        """Return cos(90° − θ) / (cos α_az · cos(90° − θ + α_r)), that of bare ground on the slope (Ulander 1996)."""
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


def flattened(sigma0: np.ndarray, facets: Facets, incidence_rad: np.ndarray, volume: np.ndarray | bool) -> np.ndarray:
    """Return terrain-flattened γ⁰ of linear ``sigma0`` (…, h, w): σ⁰ / cos θ / ratio.

    ``volume`` tells where (or whether everywhere) the volume model holds; elsewhere it is the surface model. Values
    in layover and shadow are without sense and have to be masked.
    """
    if isinstance(volume, (bool, np.bool_)):
        ratio = facets.volume_ratio(incidence_rad) if volume else facets.surface_ratio(incidence_rad)
    else:
        ratio = np.where(volume, facets.volume_ratio(incidence_rad), facets.surface_ratio(incidence_rad))
    return sigma0 / (np.cos(incidence_rad) * ratio)
