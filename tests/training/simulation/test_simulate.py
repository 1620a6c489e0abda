"""Simulated case studies: geometry, landslides that run downhill, files in the reference study's layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
from typer.testing import CliRunner, Result

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.land_cover import LandCover
from training.__main__ import app
from training.simulation.radar import view
from training.simulation.simulate import CRS, TOWARDS_SENSOR_DEG, SimulatedCaseStudy, simulate, simulate_many
from training.simulation.terrain import PIXEL_M, fill_pits, terrain_of

INDEX = {band.name: i for i, band in enumerate(CASE_STUDY_BANDS)}


@pytest.fixture(scope="module")
def study() -> SimulatedCaseStudy:
    return simulate("trial", 256, seed=11)


@pytest.mark.parametrize(
    ("slope", "facing", "layover", "shadow", "local_incidence"),
    [
        (20, TOWARDS_SENSOR_DEG, False, False, 18),
        (20, TOWARDS_SENSOR_DEG + 180, False, False, 58),
        (45, TOWARDS_SENSOR_DEG, True, False, 7),
        (60, TOWARDS_SENSOR_DEG + 180, False, True, 98),
        (45, TOWARDS_SENSOR_DEG + 90, False, False, None),
        (0, 0, False, False, 38),
    ],
)
def test_slopes_towards_the_radar_fold_over_and_slopes_away_lie_in_shadow(
    slope: float, facing: float, layover: bool, shadow: bool, local_incidence: float | None
) -> None:
    geometry = view(np.array([[slope]]), np.array([[facing % 360]]), 38.0, TOWARDS_SENSOR_DEG)
    assert (geometry.layover.item(), geometry.shadow.item()) == (layover, shadow)
    if local_incidence is not None:
        assert geometry.local_incidence_deg.item() == pytest.approx(local_incidence, abs=0.01)


def test_slope_and_aspect_of_a_plane_that_falls_to_the_east() -> None:
    plane = -np.tile(np.arange(20.0), (20, 1)) * PIXEL_M
    terrain = terrain_of(plane, np.ones_like(plane))
    assert terrain.slope_deg[10, 10] == pytest.approx(45, abs=1e-3)
    assert terrain.aspect_deg[10, 10] == pytest.approx(90, abs=1e-3)
    north = terrain_of(plane[:, ::-1].T, np.ones_like(plane))  # rows go south, so it rises to the south
    assert north.aspect_deg[10, 10] == pytest.approx(0, abs=1e-3)


def test_filled_pits_drain_over_the_rim() -> None:
    height = np.full((9, 9), 10.0)
    height[4, 4] = 0
    height[4, 0] = 8
    filled = fill_pits(height)
    assert filled[4, 4] > 8
    assert filled[4, 0] == 8
    assert (filled >= height).all()


def test_the_same_seed_gives_the_same_bands_and_another_seed_others(study: SimulatedCaseStudy) -> None:
    again = simulate("trial", 256, seed=11)
    np.testing.assert_array_equal(study.bands, again.bands)
    np.testing.assert_array_equal(study.numbers, again.numbers)
    assert not np.array_equal(simulate("trial", 256, seed=12).numbers, study.numbers)


def test_backscatter_is_missing_exactly_in_layover_and_shadow(study: SimulatedCaseStudy) -> None:
    seen = (study.bands[INDEX["layover"]] == 1) & (study.bands[INDEX["shadow"]] == 1)
    assert 0.3 < seen.mean() < 1
    for name in ("preVV", "postVV", "dVV", "preVH", "postVH", "dVH"):
        np.testing.assert_array_equal(np.isfinite(study.bands[INDEX[name]]), seen)
    folded = study.bands[INDEX["layover"]] == 0
    away = np.cos(np.radians(TOWARDS_SENSOR_DEG - study.terrain.aspect_deg))
    assert (away[folded] > 0).all()


def test_landslides_start_on_steep_slopes_and_end_lower_than_they_began(study: SimulatedCaseStudy) -> None:
    starts = np.array([landslide.path[0] for landslide in study.landslides]).astype(int)
    assert len(starts) >= 5
    assert study.terrain.slope_deg[tuple(starts.T)].min() > 27
    ends = np.rint([landslide.path[-1] for landslide in study.landslides]).astype(int)
    drops = study.terrain.elevation_m[tuple(starts.T)] - study.terrain.elevation_m[tuple(ends.T)]
    assert (drops > 0).mean() > 0.95


def test_landslides_are_of_plausible_size_and_number_each_pixel_once(study: SimulatedCaseStudy) -> None:
    areas_m2 = np.bincount(study.numbers.ravel())[1:] * PIXEL_M**2
    assert len(areas_m2) == len(study.landslides)
    assert areas_m2.min() >= 1000
    assert 3_000 < np.median(areas_m2) < 40_000
    assert 0.002 < (study.numbers > 0).mean() < 0.12


def test_landslides_and_lookalikes_show_as_loss_of_vegetation(study: SimulatedCaseStudy) -> None:
    change, cover = study.bands[INDEX["dNDVI"]], study.bands[INDEX["landCover"]]
    slide = study.numbers > 0
    assert np.nanmedian(change[slide & (cover == LandCover.FOREST)]) < -0.3
    assert abs(np.nanmedian(change[~slide])) < 0.05
    lost = np.nan_to_num(change) < -0.3
    assert (lost & ~slide).sum() > 0.02 * lost.sum()  # a threshold on dNDVI alone is not enough
    seen = np.isfinite(study.bands[INDEX["dVH"]]) & (cover == LandCover.FOREST)
    assert (
        np.median(study.bands[INDEX["dVH"]][slide & seen]) < np.median(study.bands[INDEX["dVH"]][~slide & seen]) - 0.8
    )


def test_files_are_in_the_layout_of_the_reference_study(tmp_path: Path) -> None:
    paths = list(simulate_many(tmp_path, count=2, size=128, seed=4, test=1))
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "global_dataset/train_val/input/simulated-4-1_input.tif",
        "global_dataset/test/input/simulated-4-2_input.tif",
    ]
    with rasterio.open(paths[1]) as raster:
        assert raster.descriptions == tuple(band.name for band in CASE_STUDY_BANDS)
        assert (raster.crs.to_string(), raster.res, raster.dtypes[0]) == (CRS, (10, 10), "float32")
        assert np.isnan(raster.nodata)
        grid = raster.transform, raster.shape
    with rasterio.open(tmp_path / "global_dataset/test/label/simulated-4-2_label.tif") as raster:
        assert (raster.transform, raster.shape) == grid
        label = raster.read(1)
    assert (label.dtype, set(np.unique(label))) == (np.uint8, {0, 1})
    outlines = pyogrio.read_info(tmp_path / "inventory/simulated-4-2.gpkg", force_feature_count=True)
    assert outlines["crs"] == CRS
    assert outlines["geometry_type"] == "MultiPolygon"
    areas = pyogrio.raw.read(tmp_path / "inventory/simulated-4-2.gpkg", read_geometry=False)[3][1]
    assert areas.sum() == label.sum() * PIXEL_M**2


def test_a_single_case_study_is_to_learn_from_and_more_for_test_than_there_are_are_refused(tmp_path: Path) -> None:
    def ran(*options: str) -> Result:
        return CliRunner().invoke(app, ["simulate", "--to", str(tmp_path), "--size", "64", *options])

    assert ran().exit_code == 0
    assert [path.parts[-3] for path in tmp_path.rglob("*_input.tif")] == ["train_val"]
    assert isinstance(ran("--count", "2", "--test", "3").exception, RequestError)
    assert ran("--seed", "-1").exit_code == 2


def test_too_small_a_case_study_is_refused() -> None:
    with pytest.raises(RequestError, match="too small"):
        simulate("trial", 32, seed=1)
