import json
import re

import numpy as np
import pytest
import rasterio
import torch
from rasterio.transform import Affine, from_origin
from rasterio.windows import Window

from deepslide_qgis.core.bands import Band, BandSetting
from deepslide_qgis.core.card import ARCHITECTURES
from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Progress, Warned
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.engine.normalisation import normalise
from deepslide_qgis.engine.openvino_member import OpenVinoMember
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.torch_member import TorchMember, load_member
from deepslide_qgis.engine.writer import RECORD_TAG
from tests.packs import make_pack


@pytest.mark.parametrize(("height", "width"), [(300, 401), (40, 50), (64, 64), (65, 129), (1, 1), (33, 500)])
def test_constant_network_comes_back_constant_borders_and_corners_included(
    run, write_raster, noise, constant_pack, height, width
):
    run(write_raster(noise(height, width)), constant_pack)
    probability = run.result()
    assert probability.shape == (height, width)
    np.testing.assert_allclose(probability, 0.8, atol=1e-6)
    assert (run.result("mask") == 1).all() and not run.result("spread").any()


def test_single_tile_equals_the_sigmoid_of_the_network_itself(run, write_raster, noise, tiny_pack):
    bands = noise(64, 64)
    run(write_raster(bands), tiny_pack)
    pack = open_pack(str(tiny_pack))
    batch = normalise(bands.astype(np.float32), pack.card.normalisation)[np.newaxis]
    members = [load_member(pack, member, torch.device("cpu")) for member in pack.card.members]
    expected = np.stack([1 / (1 + np.exp(-member.logits(batch)[0])) for member in members])
    np.testing.assert_allclose(run.result(), expected.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(run.result("spread"), expected.std(axis=0), atol=1e-5)
    assert run.result().min() > 0 and run.result().max() < 1  # one class: sigmoid, never softmax


def test_a_band_of_classes_is_predicted_as_training_feeds_it(tmp_path, run, write_raster):
    setting = BandSetting("classed", "", (Band("heat", "Heat"), Band("cover", "Cover", categorical=True)))
    path = make_pack(tmp_path / "pack", ("Unet",), setting=setting, classes=((), (1.0, 4.0, 9.0)))
    random = np.random.default_rng(0)
    bands = np.stack([random.uniform(50, 150, (64, 64)), random.choice([1, 4, 9, 12], (64, 64))]).astype(np.float32)
    run(write_raster(bands), path)
    pack = open_pack(str(path))
    member = load_member(pack, pack.card.members[0], torch.device("cpu"))
    batch = normalise(bands, pack.card.normalisation)[np.newaxis]
    assert batch.shape[1] == 4
    np.testing.assert_allclose(run.result(), 1 / (1 + np.exp(-member.logits(batch)[0])), atol=1e-5)
    assert "Band cover holds 1 value(s) that the training data lack (12)" in run.said(Warned)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_takes_rasters_smaller_than_a_tile(tmp_path, run, write_raster, noise, architecture):
    pack = make_pack(tmp_path / "pack", (architecture,), constant=0.8, tile_px=128, margin_px=16)
    run(write_raster(noise(40, 200)), pack)
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-6)


@pytest.mark.parametrize("batch_size", [1, 5, 100])
def test_result_does_not_depend_on_the_batch_size(run, write_raster, noise, tiny_pack, batch_size):
    raster = write_raster(noise(130, 200))
    run(raster, tiny_pack, batch_size=3)
    expected = run.result()
    run(raster, tiny_pack, batch_size=batch_size)
    np.testing.assert_allclose(run.result(), expected, atol=1e-5)


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


def test_threshold_of_another_combination_is_not_the_card_s(tmp_path, run, write_raster, noise):
    pack = make_pack(tmp_path / "pack", ("Unet", "FPN"))
    card = pack / "ensemble.json"
    card.write_text(re.sub(r'"thresholds": \[[^]]*\]', '"thresholds": [0.2, 0.2]', card.read_text()))
    raster = write_raster(noise(64, 64))
    assert run(raster, pack).summary["threshold"] == 0.2
    assert run(raster, pack, combine="vote").summary["threshold"] == 0.5
    assert "tuned for 'mean_probability'" in run.said(Warned)


def test_policy_all_fills_gaps_and_leaves_out_only_empty_pixels(tmp_path, run, write_raster, noise):
    pack = make_pack(tmp_path / "gaps", ("FPN",), constant=0.8, nodata="all")
    bands = noise(70, 70).astype(np.float32)
    bands[0, :20] = np.nan
    bands[:, 60:] = np.nan
    run(write_raster(bands), pack)
    missing = np.isnan(run.result())
    assert missing[60:].all() and not missing[:60].any()


@pytest.fixture
def network_inputs(monkeypatch) -> list[np.ndarray]:
    """The batches that members are given, as they come."""
    batches: list[np.ndarray] = []
    for kind in (OpenVinoMember, TorchMember):
        original = kind.logits
        watched = lambda self, batch, original=original: batches.append(batch) or original(self, batch)  # noqa: E731
        monkeypatch.setattr(kind, "logits", watched)
    return batches


def test_tiles_without_data_cost_no_prediction(run, write_raster, noise, tiny_pack, network_inputs):
    bands = noise(256, 256)
    bands[:, :, 80:] = 0
    run(write_raster(bands, nodata=0), tiny_pack, members=1)
    assert sum(map(len, network_inputs)) == 10  # two of the five columns of tiles hold data, in five rows


def test_area_of_interest_and_exclusion_are_obeyed(run, write_raster, noise, constant_pack):
    raster = write_raster(noise(100, 120))
    inside, excluded = np.zeros((1, 100, 120), np.uint8), np.zeros((1, 100, 120), np.uint8)
    inside[:, :60], excluded[:, 50:70, :30] = 1, 1
    run(
        raster,
        constant_pack,
        inside=write_raster(inside, "inside.tif"),
        exclude=(write_raster(excluded, "excluded.tif"),),
    )
    predicted = ~np.isnan(run.result())
    assert np.array_equal(predicted, (inside[0] == 1) & (excluded[0] == 0))


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


def test_members_takes_the_best_and_threshold_is_the_one_asked_for(run, write_raster, noise, tiny_pack):
    raster = write_raster(noise(64, 64))
    finished = run(raster, tiny_pack, members=1, threshold=0.9)
    assert finished.summary["members"] == 1 and finished.summary["threshold"] == 0.9
    assert not run.result("spread").any()
    assert np.array_equal(run.result("mask") == 1, run.result() >= np.float32(0.9))


def test_one_gain_for_the_raster_not_one_for_each_tile(tmp_path, run, write_raster, network_inputs):
    """A dark and a bright half keep their difference: tiles alone must not be stretched."""
    pack = make_pack(tmp_path / "gain", ("Unet",), gain="raster_median")
    half = np.full((3, 64, 256), 100, np.uint16)
    run(write_raster(np.concatenate([half, half[:, :60] * 8], axis=1)), pack)
    brightness = np.concatenate([batch.ravel() for batch in network_inputs]) * 50 + 100
    assert np.unique(brightness.round(3)).tolist() == [1, 8]


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


def test_bands_are_found_by_description_whatever_their_order(tmp_path, run, write_raster, noise):
    bands = noise(64, 64)
    pack = make_pack(tmp_path / "one", ("Unet",))
    run(write_raster(bands, descriptions=("red", "green", "blue")), pack)
    expected = run.result()
    run(write_raster(bands[[2, 0, 1]], descriptions=("B02", "B4", "Green")), pack)
    np.testing.assert_array_equal(run.result(), expected)
    run(write_raster(bands[[2, 0, 1]]), pack, bands=(2, 3, 1))
    np.testing.assert_array_equal(run.result(), expected)


def test_categorical_bands_are_resampled_without_inventing_classes(tmp_path, run, write_raster):
    setting = BandSetting("classes", "Classes", (Band("landCover", "Land cover", categorical=True),))
    pack = make_pack(tmp_path / "classes", ("FPN",), setting=setting)
    classes = np.tile(np.uint8([[2, 7]]), (20, 10))[np.newaxis]
    raster = write_raster(classes, transform=from_origin(500_000, 5_000_000, 20, 20))
    with Source(raster, open_pack(str(pack)).card.setting, (), 10.0) as source:
        assert set(np.unique(source.read(Window(0, 0, 40, 40)))) == {2.0, 7.0}


def test_outputs_are_tiled_compressed_described_and_carry_the_record(run, write_raster, noise, tiny_pack):
    finished = run(write_raster(noise(600, 700)), tiny_pack, tile_px=256)
    with rasterio.open(run.outputs.probability) as file:
        assert file.profile["tiled"] and file.profile["compress"] == "deflate"
        assert file.overviews(1) == [2, 4] and np.isnan(file.nodata)
        assert file.descriptions == ("Landslide probability",)
        tagged = json.loads(file.tags()[RECORD_TAG])
    with open(finished.outputs["record"], encoding="utf-8") as file:
        assert json.load(file) == tagged
    assert tagged["request"]["input"].endswith("input.tif")
    assert all(digest.startswith("sha256:") for digest in tagged["pack"]["members"].values())
    assert len(tagged["pack"]["members"]) == 2 and "torch" in tagged["versions"]
    with rasterio.open(run.outputs.mask) as file:
        assert file.nodata == 255 and file.dtypes == ("uint8",)


def test_progress_moves_to_the_end(run, write_raster, noise, tiny_pack):
    run(write_raster(noise(200, 200)), tiny_pack)
    steps = [event.done / event.total for event in run.events if isinstance(event, Progress)]
    assert steps == sorted(steps) and steps[-1] == 1


def test_cancel_leaves_nothing(run, write_raster, noise, tiny_pack):
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        run(write_raster(noise(300, 300)), tiny_pack, is_cancelled=lambda: next(asked))
    assert run.left_over == []


def test_values_unlike_the_training_data_are_warned_of(run, write_raster, noise, constant_pack):
    run(write_raster(noise(64, 64).astype(np.float32) + 5000), constant_pack)
    assert "far above the training data" in run.said(Warned)


def test_zeros_without_a_declared_no_data_value_are_warned_of(run, write_raster, noise, constant_pack):
    bands = noise(100, 100)
    bands[:, :20] = 0
    raster = write_raster(bands)
    run(raster, constant_pack)
    assert "About 20% of the raster is exactly 0" in run.said(Warned)
    run.events.clear()
    run(write_raster(bands, nodata=0), constant_pack)
    assert "exactly 0" not in run.said(Warned)
