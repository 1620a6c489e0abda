"""The radiometric slope correction: the reference's regression vectors, and its own formulas written with angles."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.slope_correction import Facets, flatten_terrain
from deepslide_qgis.engine.imagery.terrain import Descent

INCIDENCE = np.radians(np.float32(38))
TO_SENSOR_DEG = 103.0


def facets(slope_deg, faces_deg) -> Facets:
    """Return the facets of slopes that face ``faces_deg``, seen from a descending orbit."""
    tangent, faces = np.tan(np.radians(slope_deg)), np.radians(faces_deg)
    down = Descent(np.float32(tangent * np.sin(faces)), np.float32(tangent * np.cos(faces)))
    return Facets.from_azimuth(down, np.radians(TO_SENSOR_DEG))


def correction_db(slope_deg: float, faces_deg: float, is_volume: bool) -> float:
    """Return by how much the slope alone changes backscatter: flat ground is 0."""
    one, flat = np.float32(1), np.float32(0)
    made = flatten_terrain(one, facets(slope_deg, faces_deg), INCIDENCE, is_volume)
    return float(to_db(made) - to_db(flatten_terrain(one, facets(flat, flat), INCIDENCE, is_volume)))


@pytest.mark.parametrize(
    ("slope_deg", "faces_deg", "volume_db", "surface_db"),
    [(20, 103, -3.81, -2.99), (20, 283, 3.11, 1.39), (35, 103, -11.73, -10.71), (35, 0, 1.37, None), (0, 0, 0, 0)],
)
def test_regression_vectors(slope_deg, faces_deg, volume_db, surface_db):
    assert correction_db(slope_deg, faces_deg, True) == pytest.approx(volume_db, abs=0.01)
    if surface_db is not None:
        assert correction_db(slope_deg, faces_deg, False) == pytest.approx(surface_db, abs=0.01)


def test_flat_ground_only_becomes_gamma():
    made = flatten_terrain(np.float32(0.1), facets(0.0, 0.0), INCIDENCE, True)
    assert float(to_db(made)) == pytest.approx(-10 - 10 * np.log10(np.cos(INCIDENCE)), abs=0.001)


@pytest.mark.parametrize(
    ("slope_deg", "faces_deg", "vollrath_deg", "exact_deg"),
    [(20, 103, 18.0, 18.0), (20, 283, 58.0, 58.0), (35, 0, 55.7, None), (0, 0, 38, 38)],
)
def test_local_incidence(slope_deg, faces_deg, vollrath_deg, exact_deg):
    seen = facets(slope_deg, faces_deg)
    assert float(seen.local_incidence_vollrath_deg(INCIDENCE)) == pytest.approx(vollrath_deg, abs=0.1)
    if exact_deg is not None:
        assert float(seen.local_incidence_deg(INCIDENCE)) == pytest.approx(exact_deg, abs=0.1)


@pytest.mark.parametrize(("steepest_deg", "difference_deg"), [(20, 0.2), (30, 1.3), (40, 4.0), (50, 8.1)])
def test_the_approximation_is_off_by_what_the_reference_says(steepest_deg, difference_deg):
    slope, faces = np.meshgrid(np.linspace(0, steepest_deg, 101), np.linspace(0, 360, 361))
    seen = facets(slope, faces)
    exact, approximate = seen.local_incidence_deg(INCIDENCE), seen.local_incidence_vollrath_deg(INCIDENCE)
    assert float(np.abs(exact - approximate).max()) == pytest.approx(difference_deg, abs=0.06)


def test_layover_and_shadow_where_the_reference_has_them_and_not_where_the_wrong_one_has():
    assert facets(45, 103).layover(INCIDENCE) and not facets(45, 103).shadow(INCIDENCE)
    assert facets(60, 283).shadow(INCIDENCE) and not facets(60, 283).layover(INCIDENCE)
    assert not facets(37, 103).layover(INCIDENCE) and not facets(51, 283).shadow(INCIDENCE)


def test_it_is_the_paper_s_formulas():
    random = np.random.default_rng(0)
    slope, faces = random.uniform(0, 60, 2000), random.uniform(0, 360, 2000)
    incidence, complement = np.float64(INCIDENCE), np.pi / 2 - np.float64(INCIDENCE)
    to_range = np.radians(TO_SENSOR_DEG - faces)
    in_range = np.arctan(np.tan(np.radians(slope)) * np.cos(to_range))
    in_azimuth = np.arctan(np.tan(np.radians(slope)) * np.sin(to_range))
    seen = facets(slope, faces)
    valid = (in_range < incidence - 0.01) & (in_range > 0.01 - complement)
    volume = np.tan(complement + in_range) / np.tan(complement)
    surface = np.cos(complement) / (np.cos(in_azimuth) * np.cos(complement + in_range))
    for ours, theirs in ((seen.volume_ratio(INCIDENCE), volume), (seen.surface_ratio(INCIDENCE), surface)):
        np.testing.assert_allclose(to_db(ours[valid]), 10 * np.log10(theirs[valid]), atol=0.01)
    np.testing.assert_array_equal(seen.layover(INCIDENCE), in_range >= incidence)
    np.testing.assert_array_equal(seen.shadow(INCIDENCE), in_range <= -complement)


def test_each_pixel_by_its_own_model():
    seen = facets(np.array([20.0, 20.0]), np.array([103.0, 103.0]))
    made = to_db(flatten_terrain(np.ones(2, np.float32), seen, INCIDENCE, np.array([True, False])))
    assert made[0] - made[1] == pytest.approx(-3.81 + 2.99, abs=0.011)
