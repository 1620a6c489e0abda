"""Where the pixels of a prediction lie: resolutions, geographic, south-up and rasters of no place."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin
from rasterio.windows import Window

from deepslide_qgis.core.bands import Band, BandSetting
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source
from tests.packs import make_pack


def test_another_resolution_is_brought_to_the_card_s(run, write_raster, noise, constant_pack):
    finished = run(write_raster(noise(100, 80), transform=from_origin(500_000, 5_000_000, 20, 20)), constant_pack)
    assert run.result().shape == (200, 160)
    assert finished.summary["pixel_m"] == pytest.approx([10, 10])
    with rasterio.open(run.outputs.probability) as file:
        assert file.bounds == pytest.approx((500_000, 4_998_000, 501_600, 5_000_000))
    assert "brought from" in " ".join(str(event) for event in run.events)
    assert not np.isnan(run.result()).any()


def test_geographic_raster_of_ten_metres_is_predicted_as_it_is(run, write_raster, noise, constant_pack):
    transform = Affine(8.98e-5, 0, 91.7, 0, -8.98e-5, 22.5)
    finished = run(write_raster(noise(70, 90), crs="EPSG:4326", transform=transform), constant_pack)
    assert run.result().shape == (70, 90)
    assert finished.summary["pixel_m"] == pytest.approx([9.24, 9.94], abs=0.02)


def test_south_up_raster_comes_back_north_up_and_in_place(run, write_raster, noise, constant_pack):
    bands = noise(80, 60).astype(np.float32)
    bands[:, :30] = np.nan  # the southern rows of a raster stored upside down
    run(write_raster(bands, transform=Affine(10, 0, 500_000, 0, 10, 4_000_000)), constant_pack)
    with rasterio.open(run.outputs.probability) as file:
        assert file.transform.e < 0 and file.bounds.top == pytest.approx(4_000_800)
    missing = np.isnan(run.result())
    assert missing[52:].all() and not missing[:49].any()


def test_raster_without_georeference_is_predicted_with_a_warning(run, write_raster, noise, constant_pack):
    finished = run(write_raster(noise(128, 128), crs=None, transform=None), constant_pack)
    with raster_environment(), rasterio.open(run.outputs.probability) as file:
        assert file.crs is None and file.transform == Affine(1, 0, 0, 0, -1, 0)
    assert finished.summary["pixel_m"] is None
    assert "no CRS" in run.said(Warned)


def test_categorical_bands_are_resampled_without_inventing_classes(tmp_path, run, write_raster):
    setting = BandSetting("classes", "Classes", (Band("landCover", "Land cover", categorical=True),))
    pack = make_pack(tmp_path / "classes", ("FPN",), setting=setting)
    classes = np.tile(np.uint8([[2, 7]]), (20, 10))[np.newaxis]
    raster = write_raster(classes, transform=from_origin(500_000, 5_000_000, 20, 20))
    with Source(raster, open_pack(str(pack)).card.setting, (), 10.0) as source:
        assert set(np.unique(source.read(Window(0, 0, 40, 40)))) == {2.0, 7.0}
