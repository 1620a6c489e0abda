"""The band-setting selector: order, descriptions, no-data, masks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from tests.processing.conftest import read_band, refusal, write_raster

FIFTEEN = tuple(band.name for band in CASE_STUDY_BANDS)


@pytest.fixture
def stack(tmp_path) -> str:
    """Fifteen bands in mixed order; the value of band n of the reference study is n."""
    order = np.random.default_rng(0).permutation(15)
    values = np.stack([np.full((20, 30), index, "float32") for index in order])
    values[:, 0, 0] = np.nan
    descriptions = tuple(FIFTEEN[index] for index in order)
    return write_raster(tmp_path / "stack.tif", values, nodata=float("nan"), descriptions=descriptions)


@pytest.mark.parametrize("suffix", ["tif", "vrt"])
@pytest.mark.parametrize("setting", ["s1", "s2", "s1s2", "all"])
def test_the_bands_of_a_setting_in_its_order(run, stack, tmp_path, setting, suffix):
    path = str(tmp_path / f"selected.{suffix}")
    run("selectbands", INPUT=stack, BAND_SETTING=setting, OUTPUT=path)
    selected = gdal.Open(path)
    assert selected.GetDriver().ShortName == {"tif": "GTiff", "vrt": "VRT"}[suffix]
    names = setting_named(setting).band_names
    assert selected.RasterCount == len(names)
    for number, name in enumerate(names, 1):
        band = selected.GetRasterBand(number)
        assert band.GetDescription() == name
        assert np.isnan(band.GetNoDataValue()) and np.isnan(band.ReadAsArray()[0, 0])
        assert band.ReadAsArray()[5, 5] == FIFTEEN.index(name)


@pytest.mark.parametrize("bands", [[7, 2], "7,2", "7;2"])
def test_chosen_bands(run, stack, tmp_path, bands):
    path = str(tmp_path / "selected.tif")
    run("selectbands", INPUT=stack, BAND_SETTING="s2", BANDS=bands, OUTPUT=path)
    assert (read_band(path, 1)[5, 5], read_band(path, 2)[5, 5]) == (
        read_band(stack, 7)[5, 5],
        read_band(stack, 2)[5, 5],
    )


def test_a_mask_stays(run, tmp_path):
    path = write_raster(tmp_path / "masked.tif", np.full((3, 20, 20), 9, "uint8"))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = np.full((20, 20), 255, "uint8")
    mask[:5] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    dataset.FlushCache()
    del dataset
    run("selectbands", INPUT=path, BAND_SETTING="rgb", OUTPUT=str(tmp_path / "rgb.tif"))
    selected = gdal.Open(str(tmp_path / "rgb.tif"))
    kept = selected.GetRasterBand(3).GetMaskBand().ReadAsArray()
    assert np.array_equal(kept != 0, mask != 0)


def test_the_setting_of_a_pack(run, packs, raster, tmp_path):
    run("selectbands", INPUT=raster, BAND_SETTING=str(packs / "tiny"), OUTPUT=str(tmp_path / "rgb.vrt"))
    selected = gdal.Open(str(tmp_path / "rgb.vrt"))
    assert selected.GetRasterBand(2).GetDescription() == "green"


def test_what_cannot_be_selected_is_refused(stack, raster, tmp_path):
    out = str(tmp_path / "x.tif")
    assert "no band setting 'sx'" in refusal("selectbands", INPUT=stack, BAND_SETTING="sx", OUTPUT=out)
    assert "needs 9" in refusal("selectbands", INPUT=raster, BAND_SETTING="s1", OUTPUT=out)


def test_nothing_unfinished_is_left(run, stack, tmp_path):
    run("selectbands", INPUT=stack, BAND_SETTING="s2", OUTPUT=str(tmp_path / "s2.tif"))
    assert not [path for path in Path(tmp_path).iterdir() if "part" in path.name]
