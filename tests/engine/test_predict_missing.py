"""Pixels that are not predicted: no-data, masks, areas of interest and exclusions."""

import numpy as np
import pytest
from rasterio.transform import from_origin

from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.prediction.plausibility import without_fill
from tests.packs import make_pack


def test_declared_no_data_nan_and_mask_bands_are_left_out(run, write_raster, noise, constant_pack):
    bands = noise(100, 100).astype(np.float32)
    bands[1, :10] = -9999
    bands[2, 50, 50] = np.nan
    run(write_raster(bands, nodata=-9999), constant_pack)
    missing = np.isnan(run.result())
    assert missing[:10].all() and missing[50, 50] and missing.sum() == 1001
    assert (run.result("mask") == 255).sum() == 1001


def test_alpha_band_is_a_mask_not_a_band(run, write_raster, noise, constant_pack):
    bands = noise(70, 70, 4).astype(np.uint8)
    bands[3] = 255
    bands[3, :20] = 0
    run(write_raster(bands, photometric="RGB", alpha="yes"), constant_pack)
    assert np.isnan(run.result()[:20]).all() and not np.isnan(run.result()[20:]).any()


def test_no_data_declared_for_each_band_is_obeyed_when_resampled(tmp_path, run, write_raster, noise, constant_pack):
    """A stack as gdalbuildvrt -separate makes it: only one of the bands declares a no-data value."""
    coarse = {"transform": from_origin(500_000, 5_000_000, 20, 20)}
    bands = noise(40, 40).astype(np.float32)
    bands[1, :10] = -9999
    paths = [write_raster(bands[[i]], f"{i}.tif", **coarse, **({"nodata": -9999} if i == 1 else {})) for i in range(3)]
    stack = tmp_path / "stack.vrt"
    write_separate_vrt(stack, paths, 40, 20)
    run(str(stack), constant_pack)
    missing = np.isnan(run.result())
    assert run.result().shape == (80, 80) and missing[:19].all() and not missing[21:].any()


def write_separate_vrt(path, sources: list[str], size_px: int, pixel_m: int) -> None:
    bands = "".join(
        f'<VRTRasterBand dataType="Float32" band="{i}">{"<NoDataValue>-9999</NoDataValue>" if i == 2 else ""}'
        f"<SimpleSource><SourceFilename>{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
        "</VRTRasterBand>"
        for i, source in enumerate(sources, 1)
    )
    path.write_text(
        f'<VRTDataset rasterXSize="{size_px}" rasterYSize="{size_px}"><SRS>EPSG:32632</SRS>'
        f"<GeoTransform>500000,{pixel_m},0,5000000,0,-{pixel_m}</GeoTransform>{bands}</VRTDataset>"
    )


def test_exclusion_raster_with_undeclared_nan_excludes_only_what_it_marks(run, write_raster, noise, constant_pack):
    excluded = np.full((1, 64, 64), np.nan, np.float32)
    excluded[0, :5] = 1
    run(write_raster(noise(64, 64)), constant_pack, exclude=(write_raster(excluded, "water.tif"),))
    assert np.array_equal(np.isnan(run.result()), excluded[0] == 1)


def test_policy_all_fills_gaps_and_leaves_out_only_empty_pixels(tmp_path, run, write_raster, noise):
    pack = make_pack(tmp_path / "gaps", ("FPN",), constant=0.8, nodata="all")
    bands = noise(70, 70).astype(np.float32)
    bands[0, :20] = np.nan
    bands[:, 60:] = np.nan
    run(write_raster(bands), pack)
    missing = np.isnan(run.result())
    assert missing[60:].all() and not missing[:60].any()


def test_area_of_interest_and_exclusion_are_obeyed(run, write_raster, noise, constant_pack):
    raster = write_raster(noise(100, 120))
    inside, excluded = np.zeros((1, 100, 120), np.uint8), np.zeros((1, 100, 120), np.uint8)
    inside[:, :60], excluded[:, 50:70, :30] = 1, 1
    finished = run(
        raster,
        constant_pack,
        inside=write_raster(inside, "inside.tif"),
        exclude=(write_raster(excluded, "excluded.tif"),),
    )
    predicted = ~np.isnan(run.result())
    assert np.array_equal(predicted, (inside[0] == 1) & (excluded[0] == 0))
    assert finished.summary["data_share"] == pytest.approx(predicted.sum() / inside.sum())


def test_the_share_with_data_of_a_part_is_of_its_own_area_of_interest(run, write_raster, noise, constant_pack):
    bands, inside = noise(100, 120).astype(np.float32), np.zeros((1, 100, 120), np.uint8)
    bands[:, 20:30, 40:60], inside[:, 10:90, 40:80] = np.nan, 1
    asked = {"inside": write_raster(inside, "inside.tif"), "part": Part(0, 0, 120, 30)}  # one row of tiles
    finished = run(write_raster(bands), constant_pack, **asked)
    assert finished.summary["data_share"] == pytest.approx(1 - 10 * 20 / inside[0, :64].sum())


def test_a_pixel_s_prediction_does_not_depend_on_the_area_of_interest(tmp_path, run, write_raster, noise):
    pack = make_pack(tmp_path / "gain", ("Unet",), gain="raster_median")
    bands = noise(64, 128)
    bands[:, :, 64:] *= 7
    raster, inside = write_raster(bands), np.zeros((1, 64, 128), np.uint8)
    run(raster, pack)
    everywhere = run.result()
    inside[:, 10:20, 10:20] = 1
    run(raster, pack, inside=write_raster(inside, "inside.tif"))
    np.testing.assert_allclose(run.result()[10:20, 10:20], everywhere[10:20, 10:20], atol=1e-6)


def test_zeros_without_a_declared_no_data_value_are_warned_of(run, write_raster, noise, constant_pack):
    bands = noise(100, 100)
    bands[:, :20] = 0
    raster = write_raster(bands)
    run(raster, constant_pack)
    assert "About 20% of the raster is exactly 0" in run.said(Warned)
    run.events.clear()
    run(write_raster(bands, nodata=0), constant_pack)
    assert "exactly 0" not in run.said(Warned)


@pytest.mark.parametrize("fill", [-9999, 255])
def test_a_fill_other_than_zero_is_named_and_judged_by_nothing_else(run, write_raster, noise, constant_pack, fill):
    bands = noise(100, 100).astype(np.float32)
    bands[:, :60] = fill
    run(write_raster(bands), constant_pack)
    assert f"About 60% of the raster is exactly {fill} in every band" in run.said(Warned)
    assert f"declare {fill} as its no-data value" in run.said(Warned)
    assert "the training data" not in run.said(Warned)


def test_bands_that_agree_now_and_then_are_no_fill():
    sample = np.random.default_rng(1).integers(0, 200, (2, 20_000)).astype(np.float32)
    assert without_fill(sample) == (pytest.approx(sample), [])
    alone = np.full((1, 20_000), 7, np.float32)
    assert without_fill(alone)[1] == []
