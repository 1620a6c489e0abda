"""Terrain correction, composites, vegetation change and land cover as commands of the engine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, EngineEnvironmentError
from deepslide_qgis.core.imagery.imagery_requests import (
    CompositeOutputs,
    CompositeRequest,
    LandCoverOutputs,
    LandCoverRequest,
    TerrainCorrectionOutputs,
    TerrainCorrectionRequest,
    TrainingPoint,
    VegetationChangeOutputs,
    VegetationChangeRequest,
    VegetationSource,
)
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, OpticalSettings, Period, RadarSettings, Target
from deepslide_qgis.engine.imagery import on_grid
from deepslide_qgis.engine.imagery.scenes import find_scenes
from deepslide_qgis.engine.imagery.terrain_correction import terrain_correction
from tests.engine.imagery.conftest import SIZE, read_bands

INNER = (slice(40, -40), slice(40, -40))


@pytest.fixture
def real_dates(real_data: Path, write_raster) -> tuple[list[str], np.ndarray]:
    """Five real dates as rasters of 10 m, and their values (5, 13, h, w)."""
    dates = np.load(real_data / "eolearn_s2_l1c13" / "REFERENCE_SCENES.npy").transpose(0, 3, 1, 2)
    names = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"]
    days = ("20150711", "20150731", "20150820", "20150830", "20150909")
    placed = {"crs": "EPSG:32633", "transform": from_origin(465180, 5080250, 10, 10)}
    return [write_raster(v, f"S2_{day}.tif", names, **placed) for v, day in zip(dates, days, strict=True)], dates


def test_a_composite_of_real_dates_tells_the_date_of_each_pixel(real_dates, carry_out, tmp_path):
    paths, dates = real_dates
    outputs = CompositeOutputs(*(str(tmp_path / f"{name}.tif") for name in ("c", "d", "n")))
    made = carry_out(CompositeRequest(tuple(paths), outputs))
    index = (dates[:, 7] - dates[:, 3]) / (dates[:, 7] + dates[:, 3])
    days = np.array([20150711, 20150731, 20150820, 20150830, 20150909])
    with rasterio.open(outputs.dates) as raster:
        np.testing.assert_array_equal(raster.read(1), days[index.argmax(axis=0)])
    bands = read_bands(outputs.composite)
    best = np.take_along_axis(dates, index.argmax(axis=0)[None, None], axis=0)[0]
    np.testing.assert_array_equal(np.stack(list(bands.values())), best)
    assert "clouds are not taken out" in made.said
    part = CompositeRequest(tuple(paths), outputs, Period("2015-07-31", "2015-08-25"))
    carry_out(part)
    with rasterio.open(outputs.counts) as raster:
        assert np.unique(raster.read(1)).tolist() == [2]


def test_vegetation_change_of_real_dates(real_dates, carry_out, tmp_path):
    paths, dates = real_dates
    before, after = VegetationSource(paths[0]), VegetationSource(paths[4], red=4, infrared=8)
    carry_out(VegetationChangeRequest(before, after, VegetationChangeOutputs(str(tmp_path / "v.tif"))))
    index = (dates[:, 7] - dates[:, 3]) / (dates[:, 7] + dates[:, 3])
    (change,) = read_bands(str(tmp_path / "v.tif")).values()
    np.testing.assert_allclose(change, index[4] - index[0], atol=1e-6)


def test_a_median_of_radar_keeps_its_angle_and_can_be_corrected(event, carry_out, tmp_path):
    scenes = (event.add_radar("20230801"), event.add_radar("20230813", gain=4), event.add_radar("20230825", gain=2))
    outputs = CompositeOutputs(str(tmp_path / "median.tif"))
    carry_out(CompositeRequest(scenes, outputs))
    bands = read_bands(outputs.composite)
    assert tuple(bands) == ("VV", "VH", "angle")
    np.testing.assert_allclose(bands["VV"][INNER], 10 * np.log10(0.2), atol=1e-4)
    corrected = TerrainCorrectionOutputs(str(tmp_path / "flat.tif"))
    carry_out(TerrainCorrectionRequest((outputs.composite,), event.dem, corrected))
    assert np.isfinite(read_bands(corrected.backscatter)["VH"][INNER]).all()
    with pytest.raises(DeepSlideError, match="no single date"):
        carry_out(CompositeRequest(scenes, CompositeOutputs(outputs.composite, str(tmp_path / "d.tif"))))
    with pytest.raises(DeepSlideError, match="of 2 dates"):
        carry_out(TerrainCorrectionRequest(scenes[:2], event.dem, corrected))


def test_a_median_says_whether_it_is_terrain_corrected_and_mixes_none_that_are_not(event, carry_out, tmp_path):
    flat = [str(tmp_path / f"flat_{day}.tif") for day in ("20230801", "20230813")]
    for scene, path in zip(event.radar, flat, strict=False):
        carry_out(TerrainCorrectionRequest((scene,), event.dem, TerrainCorrectionOutputs(path)))
    outputs = CompositeOutputs(str(tmp_path / "median.tif"))
    carry_out(CompositeRequest(tuple(flat), outputs))
    assert find_scenes([outputs.composite])[0].is_terrain_corrected
    with pytest.raises(DeepSlideError, match="Some of the Sentinel-1 images are terrain-corrected"):
        carry_out(CompositeRequest((flat[0], event.radar[1]), outputs))


def test_blocks_and_their_seams_do_not_show(event, carry_out, tmp_path, monkeypatch, write_raster):
    rough = np.random.default_rng(0).uniform(0, 120, (1, SIZE, SIZE)).astype(np.float32)
    dem = write_raster(rough, "rough.tif", transform=from_origin(499_700, 5_000_300, 30, 30))
    outputs = TerrainCorrectionOutputs(*(str(tmp_path / f"{n}.tif") for n in ("b", "l", "s", "a")))
    settings = RadarSettings(buffer_m=40, cast_masks=True)
    request = TerrainCorrectionRequest((event.radar[0],), dem, outputs, settings)
    carry_out(request)
    whole = [read_bands(path) for path in outputs.paths.values()]
    monkeypatch.setattr(on_grid, "BLOCK_PX", 48)
    monkeypatch.setattr(on_grid, "BLOCK_WIDTH_PX", 56)
    carry_out(request)
    for path, expected in zip(outputs.paths.values(), whole, strict=True):
        for name, values in read_bands(path).items():
            np.testing.assert_allclose(values, expected[name], atol=2e-2, err_msg=name)
    assert (whole[1]["layover"] == 0).any()


def test_a_finer_dem_is_averaged_and_a_target_like_another_raster_is_its_grid(event, carry_out, tmp_path, write_raster):
    row, column = np.mgrid[:1200, :1200]
    noise = np.random.default_rng(0).normal(0, 5, row.shape)
    fine = write_raster(
        (1000 + column + noise)[np.newaxis].astype(np.float32),
        "fine.tif",
        transform=from_origin(500_000, 5_000_000, 1, 1),
    )
    like = event.add_radar("like", transform=from_origin(500_200, 4_999_800, 20, 20))
    outputs = TerrainCorrectionOutputs(local_incidence=str(tmp_path / "a.tif"))
    radar = RadarSettings(incidence_deg=38, orbit_pass="ascending")
    scene = event.add_radar("20230801", with_angle=False)
    carry_out(TerrainCorrectionRequest((scene,), fine, outputs, radar, target=Target(like=like)))
    with rasterio.open(outputs.local_incidence) as raster, rasterio.open(like) as expected:
        assert raster.transform == expected.transform and raster.shape == expected.shape
        angle = raster.read(1)[5:40, 5:40]  # 45° up to the east, the radar in the west: seen from 38 − 45°
    assert np.nanmedian(angle) == pytest.approx(abs(38 - 45), abs=12) and np.nanstd(angle) < 3


def test_land_cover_learns_from_points_or_a_raster(event, carry_out, tmp_path):
    left = event.add_optical("20230801", 4000)
    with rasterio.open(left, "r+") as raster:
        infrared = raster.read(4)
        infrared[:, 90:] = 700
        raster.write(infrared, 4)
    outputs = LandCoverOutputs(str(tmp_path / "lc.tif"))
    points = tuple(TrainingPoint(9.0005 + 0.0001 * i, 45.1505, 2) for i in range(4)) + tuple(
        TrainingPoint(9.0195 - 0.0001 * i, 45.1505, 7) for i in range(4)
    )
    request = LandCoverRequest(left, outputs, radar=event.radar[0], points=points, offset="absent")
    made = carry_out(request)
    cover = read_bands(outputs.land_cover)["landCover"]
    assert (cover[:, :90] == 2).all() and (cover[:, 92:] == 7).all() and made.summary["accuracy"] == 1
    carry_out(replace(request, dem=event.dem))  # the plane tells the two apart as well: another, equal tree
    known = LandCoverRequest(left, outputs, known=event.cover, samples=50, offset="absent")
    carry_out(known)
    cover = read_bands(outputs.land_cover)["landCover"]
    assert (cover[:, :90] == 2).all() and (cover[:, 90:] == 4).all()
    with pytest.raises(DeepSlideError, match="fewer than two classes"):
        carry_out(LandCoverRequest(left, outputs, points=points[:4], offset="absent"))
    with pytest.raises(DeepSlideError, match="None of the training samples"):
        carry_out(LandCoverRequest(left, outputs, points=(TrainingPoint(0, 0, 2),), offset="absent"))
    with pytest.raises(DeepSlideError, match="Either training points or"):
        LandCoverRequest(left, outputs, points=points, known=ClassRaster("x.tif"))


@pytest.mark.parametrize("by_points", [True, False])
@pytest.mark.parametrize("others", [("dem",), ("radar",), ("dem", "radar"), ()])
def test_there_is_no_land_cover_under_clouds_nor_beyond_the_image(event, carry_out, tmp_path, by_points, others):
    optical = event.add_optical("20230801", 4000)
    with rasterio.open(optical, "r+") as raster:
        numbers = raster.read()
        numbers[3, :, 90:] = 700
        numbers[4, 60:120, 20:160] = 9
        numbers[:4, :, :10] = 0
        raster.write(numbers)
    # half of the points lie under the cloud and tell the wrong class
    places = [(9.0036, 45.1515, 2), (9.0188, 45.1515, 7), (9.0036, 45.1455, 7), (9.0188, 45.1455, 2)]
    points = tuple(TrainingPoint(x + 0.0001 * i, y, cover) for x, y, cover in places for i in range(4))
    outputs = LandCoverOutputs(str(tmp_path / "lc.tif"))
    taught = {"points": points} if by_points else {"known": event.cover, "samples": 100}
    given = {"dem": event.dem, "radar": event.radar[0]}
    made = carry_out(LandCoverRequest(optical, outputs, **taught, **{o: given[o] for o in others}, offset="absent"))
    cover = read_bands(outputs.land_cover)["landCover"]
    assert np.isnan(cover[60:120, 20:160]).all() and np.isnan(cover[:, :10]).all()
    assert (cover[:40, 12:80] == 2).all() and np.isin(cover[:40, 110:], (4, 7)).all()
    if by_points:
        assert "learns from 8 pixels" in made.said


def test_without_scikit_learn_it_says_what_to_do(event, carry_out, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    request = LandCoverRequest(
        event.optical[0], LandCoverOutputs(str(tmp_path / "lc.tif")), known=event.cover, offset="absent"
    )
    with pytest.raises(EngineEnvironmentError, match="Set up engine"):
        carry_out(request)
    assert not list(tmp_path.glob("lc*"))


def test_all_but_buffers_and_land_cover_does_without_the_extra_libraries():
    commands = ("terrain_correction", "composite", "vegetation_change", "land_cover", "band_stack")
    code = (
        "import sys; sys.modules['scipy'] = sys.modules['sklearn'] = None\n"
        "from deepslide_qgis.engine.serve import _import_handler\n"
        "for name in sys.argv[1:]: _import_handler(name)"
    )
    subprocess.run([sys.executable, "-c", code, *commands], check=True)


def test_a_cancelled_run_leaves_nothing(event, tmp_path):
    request = TerrainCorrectionRequest((event.radar[0],), event.dem, TerrainCorrectionOutputs(str(tmp_path / "b.tif")))
    with pytest.raises(Cancelled):
        terrain_correction(request, lambda event: None, lambda: True)
    assert not list(tmp_path.glob("b*"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: RadarSettings(incidence_deg=5),
        lambda: RadarSettings(model="both"),
        lambda: OpticalSettings(masked_classes=(12,)),
        lambda: Target(pixel_m=0),
        lambda: Target(extent=(0, 0, 1, 1)),
        lambda: Period("2023-08-02", "2023-08-01"),
        lambda: Period("2. August"),
        lambda: ClassRaster("x.tif", "10=9"),
        lambda: TrainingPoint(0, 0, 9),
        lambda: TerrainCorrectionOutputs(),
    ],
)
def test_settings_that_cannot_be_are_refused_when_they_are_made(wrong):
    with pytest.raises(DeepSlideError) as refused:
        wrong()
    assert refused.value.remedy
