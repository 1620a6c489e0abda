"""Merging, filling, simplifying and smoothing candidates, in metres."""

from __future__ import annotations

import numpy as np
import pytest

from tests.processing.conftest import write_raster

DEGREES = (91.75, 0.0001, 0.0, 22.5, 0.0, -0.0001)


def extract(run, path: str, **options) -> list:
    return list(run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:", **options)["CANDIDATES"].getFeatures())


def test_near_candidates_become_one_of_several_parts(run, probability):
    path = probability((10, 10, 5, 5), (10, 17, 5, 5), (10, 40, 5, 5))  # 20 m and 180 m apart
    assert len(extract(run, path)) == 3
    assert len(extract(run, path, MERGE_DISTANCE=15)) == 3
    merged = extract(run, path, MERGE_DISTANCE=20)
    assert [candidate["area_px"] for candidate in merged] == [50, 25]
    assert merged[0].geometry().constGet().numGeometries() == 2


def test_distances_are_metres_in_a_raster_in_degrees(run, probability):
    path = probability((10, 10, 5, 5), (10, 17, 5, 5), epsg=4326, placed=DEGREES)  # 20.6 m apart
    assert len(extract(run, path, MERGE_DISTANCE=20)) == 2
    assert len(extract(run, path, MERGE_DISTANCE=21)) == 1


def test_holes_are_filled_up_to_the_given_area(run, tmp_path):
    values = np.full((1, 40, 40), 0.1, "float32")
    values[0, 5:30, 5:30] = 0.9
    values[0, 10:12, 10:12] = 0.1
    values[0, 18:24, 18:24] = 0.1
    path = write_raster(tmp_path / "holes.tif", values)
    assert extract(run, path)[0]["area_px"] == 625 - 4 - 36
    assert extract(run, path, FILL_HOLES=500)[0]["area_px"] == 625 - 36
    assert extract(run, path, FILL_HOLES=5000)[0]["area_px"] == 625


def test_a_candidate_in_a_filled_hole_is_not_counted_twice(run, tmp_path):
    values = np.full((1, 40, 40), 0.1, "float32")
    values[0, 5:30, 5:30] = 0.9
    values[0, 10:20, 10:20] = 0.1
    values[0, 13:16, 13:16] = 0.9
    path = write_raster(tmp_path / "island.tif", values)
    candidates = extract(run, path, FILL_HOLES=50000)
    assert sum(candidate["area_px"] for candidate in candidates) == 625


def test_outlines_are_simplified_and_smoothed_but_stay_in_place(run, tmp_path):
    values = np.full((1, 60, 60), 0.1, "float32")
    values[0][np.tril_indices(40, k=-2)] = 0.9
    path = write_raster(tmp_path / "stairs.tif", values)
    (plain,) = extract(run, path)
    (simple,) = extract(run, path, SIMPLIFY=10)
    (smooth,) = extract(run, path, SMOOTH=True)
    assert simple.geometry().constGet().nCoordinates() < plain.geometry().constGet().nCoordinates() / 4
    for shaped in (simple, smooth):
        assert shaped.geometry().isGeosValid()
        assert shaped["area_m2"] == pytest.approx(plain["area_m2"], rel=0.1)
        assert shaped["p_mean"] == plain["p_mean"]
    assert smooth["perimeter_m"] < plain["perimeter_m"]


def test_small_candidates_survive_simplifying(run, probability):
    assert len(extract(run, probability((5, 5, 1, 1)), MIN_AREA=0, SIMPLIFY=50, SMOOTH=True)) == 1
