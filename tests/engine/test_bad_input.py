"""What goes wrong in practice: each with a clear sentence, a remedy, and nothing written."""

import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio.shutil
from rasterio.transform import from_origin

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import (
    BandError,
    DeepSlideError,
    EngineEnvironmentError,
    OutputError,
    PackError,
    RasterError,
    RequestError,
)
from deepslide_qgis.core.packs.pack import file_sha256
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from tests.packs import make_pack
from tests.small_systems import mounted_disk


@pytest.fixture
def refused(run):
    """Return a function that expects a refusal of ``kind`` saying ``words``, and nothing written."""

    def expect(kind: type[DeepSlideError], words: str, *arguments, **settings) -> None:
        with pytest.raises(kind, match=words) as caught:
            run(*arguments, **settings)
        assert caught.value.remedy, "an error says what to do"
        assert run.left_over == []

    return expect


def test_too_few_bands(refused, write_raster, noise, tiny_pack):
    refused(BandError, r"has 2 band\(s\); 'rgb' needs 3: red, green, blue", write_raster(noise(64, 64, 2)), tiny_pack)


def test_bands_in_unknown_order(refused, write_raster, noise, tiny_pack):
    refused(BandError, "has 4 bands without descriptions", write_raster(noise(64, 64, 4)), tiny_pack)
    foreign = write_raster(noise(64, 64), descriptions=("VV", "VH", "angle"))
    refused(BandError, "described as VV, VH, angle", foreign, tiny_pack)
    incomplete = write_raster(noise(64, 64, 4), descriptions=("B4", "B3", "B8", "B11"))
    refused(BandError, "lacks blue", incomplete, tiny_pack)
    twice = write_raster(noise(64, 64, 4), descriptions=("B4", "B3", "B2", "red"))
    refused(BandError, "both described as red", twice, tiny_pack)


def test_wrong_band_numbers(refused, write_raster, noise, tiny_pack):
    raster = write_raster(noise(64, 64, 4))
    refused(BandError, "2 bands were chosen; 'rgb' takes 3", raster, tiny_pack, bands=(1, 2))
    refused(BandError, "no band 9", raster, tiny_pack, bands=(1, 2, 9))


def test_setting_that_the_pack_was_not_trained_for(refused, write_raster, noise, tiny_pack):
    refused(BandError, "not on 's1s2'", write_raster(noise(64, 64)), tiny_pack, band_setting="s1s2")


@pytest.mark.parametrize("pixel_m", [2.0, 45.0])
def test_resolution_more_than_four_times_off(refused, write_raster, noise, tiny_pack, pixel_m):
    raster = write_raster(noise(64, 64), transform=from_origin(500_000, 5_000_000, pixel_m, pixel_m))
    refused(RasterError, "More than 4× off", raster, tiny_pack)


def test_only_no_data(refused, write_raster, tiny_pack):
    refused(RasterError, "no data", write_raster(np.zeros((3, 200, 200), np.uint8), nodata=0), tiny_pack)
    refused(RasterError, "no data", write_raster(np.full((3, 70, 70), np.nan, np.float32)), tiny_pack)


def test_area_of_interest_that_leaves_nothing(refused, write_raster, noise, tiny_pack):
    raster, nowhere = write_raster(noise(100, 100)), write_raster(np.zeros((1, 100, 100), np.uint8), "aoi.tif")
    refused(RasterError, "No data is left", raster, tiny_pack, inside=nowhere)


def test_data_only_in_a_corner_is_found(run, write_raster, noise, constant_pack):
    bands = np.zeros((3, 1500, 1500), np.uint8)
    bands[:, 750:753, 701:704] = 9
    run(write_raster(bands, nodata=0), constant_pack)
    assert (~np.isnan(run.result())).sum() == 9


def test_file_that_is_no_raster_or_is_missing(refused, tmp_path, tiny_pack):
    (tmp_path / "text.tif").write_text("not a raster")
    refused(RasterError, "cannot be opened", str(tmp_path / "text.tif"), tiny_pack)
    refused(RasterError, "cannot be opened", str(tmp_path / "missing.tif"), tiny_pack)


def test_truncated_file(refused, write_raster, noise, tiny_pack):
    raster = write_raster(noise(512, 512))
    os.truncate(raster, os.path.getsize(raster) // 2)
    refused(RasterError, "cannot be read|cannot be opened", raster, tiny_pack)


def altered(pack, tmp_path):
    return shutil.copytree(pack, tmp_path / "altered")


def test_pack_with_a_missing_member(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    shutil.rmtree(pack / "02-fpn")
    refused(PackError, "'02-fpn' is missing", write_raster(noise(64, 64)), pack)


def test_pack_with_changed_weights(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    weights = pack / "01-unet" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    refused(PackError, "sha256 differs", write_raster(noise(64, 64)), pack)


def test_pack_with_an_unknown_architecture(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    card = pack / "ensemble.json"
    card.write_text(card.read_text().replace('"Unet"', '"Yolo"'))
    refused(PackError, "unknown architecture 'Yolo'", write_raster(noise(64, 64)), pack)


def test_pickle_is_never_loaded(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    folder = pack / "01-unet"
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": 1}))
    refused(PackError, "pickle", write_raster(noise(64, 64)), pack)


def test_pickle_disguised_as_safetensors(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    weights = pack / "01-unet" / "model.safetensors"
    before = file_sha256(weights)
    weights.write_bytes(pickle.dumps({"weight": list(range(100))}))
    card = pack / "ensemble.json"
    card.write_text(card.read_text().replace(before, file_sha256(weights)))
    refused(PackError, "not in the safetensors format", write_raster(noise(64, 64)), pack)


def test_config_that_contradicts_the_card(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    config = pack / "01-unet" / "config.json"
    config.write_text(config.read_text().replace('"in_channels": 3', '"in_channels": 11'))
    refused(PackError, "by its config.json", write_raster(noise(64, 64)), pack)


def test_card_that_is_no_card(refused, write_raster, noise, tiny_pack, tmp_path):
    pack = altered(tiny_pack, tmp_path)
    (pack / "ensemble.json").write_text("{")
    refused(PackError, "not valid JSON", write_raster(noise(64, 64)), pack)


def test_pack_that_does_not_exist(refused, write_raster, noise):
    refused(PackError, "There is no model pack 'nowhere'", write_raster(noise(64, 64)), "nowhere")


def test_more_members_than_there_are(refused, write_raster, noise, tiny_pack):
    refused(RequestError, "has 2 members; 3 were asked for", write_raster(noise(64, 64)), tiny_pack, members=3)


def test_device_that_is_not_there(refused, write_raster, noise, tiny_pack):
    refused(
        EngineEnvironmentError, "'cuda:7' is not available", write_raster(noise(64, 64)), tiny_pack, device="cuda:7"
    )


def test_margin_that_leaves_nothing(refused, write_raster, noise, tiny_pack):
    refused(RequestError, "leaves nothing", write_raster(noise(64, 64)), tiny_pack, tile_px=64, margin_px=32)


def test_output_folder_missing_or_not_a_folder(run, write_raster, noise, tiny_pack, tmp_path):
    raster = write_raster(noise(64, 64))
    run.folder = tmp_path / "nowhere"
    with pytest.raises(OutputError, match="no folder"):
        run(raster, tiny_pack)


def test_result_that_would_overwrite_its_input(run, write_raster, noise, tiny_pack):
    bands = noise(64, 64)
    run.folder = Path(write_raster(bands, "p.tif")).parent
    with pytest.raises(OutputError, match="is read by this run"):
        run(str(run.folder / "p.tif"), tiny_pack)
    with rasterio.open(run.folder / "p.tif") as file:
        assert np.array_equal(file.read(), bands)


def test_result_that_would_overwrite_a_file_behind_a_virtual_raster(run, write_raster, noise, tiny_pack, tmp_path):
    original = write_raster(noise(64, 64), "p.tif")
    view = tmp_path / "view.vrt"
    rasterio.shutil.copy(original, view, driver="VRT")
    run.folder = Path(original).parent
    with pytest.raises(OutputError, match="is read by this run"):
        run(str(view), tiny_pack)


def test_exclusion_without_a_crs_is_named(refused, write_raster, noise, tiny_pack):
    mask = write_raster(np.zeros((1, 30, 30), np.uint8), "mask.tif", crs=None, transform=None)
    refused(
        RequestError, "The mask of where to predict has no CRS", write_raster(noise(64, 64)), tiny_pack, inside=mask
    )


def test_black_raster_with_a_pack_that_judges_brightness(refused, tmp_path, write_raster):
    pack = make_pack(tmp_path / "gain", ("FPN",), gain="raster_median")
    refused(RasterError, "no values above 0", write_raster(np.zeros((3, 70, 70), np.uint8)), pack)


def test_full_disk(run, write_raster, noise, tmp_path):
    """A real small disk that fills up while the strips are written."""
    pack = make_pack(tmp_path / "random", ("Unet",))
    with mounted_disk(tmp_path / "disk", "size=300k") as run.folder:
        with pytest.raises(OutputError, match=r"disk is full|MB left") as caught:
            run(write_raster(noise(400, 400)), pack)
        assert caught.value.remedy and run.left_over == []


def test_request_refuses_what_cannot_be():
    outputs = PredictionOutputs("p.tif")
    plain = ({"threshold": 1.5}, {"tile_px": 100}, {"members": 0}, {"combine": "median"}, {"batch_size": 0})
    for wrong in (*plain, *({"gain": gain} for gain in (0.0, -1.0, float("nan"), float("inf")))):
        with pytest.raises(RequestError):
            PredictionRequest("a.tif", "pack", outputs, **wrong)
    with pytest.raises(RequestError, match="same path"):
        PredictionOutputs("p.tif", mask="p.tif")
    assert setting_named("rgb").band_names == ("red", "green", "blue")
