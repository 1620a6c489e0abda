import json
import re

import numpy as np
import pytest
import rasterio
import torch

from deepslide_qgis.core.bands import Band, BandSetting
from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Progress, Warned
from deepslide_qgis.core.packs.card import ARCHITECTURES
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.openvino_member import OpenVinoMember
from deepslide_qgis.engine.members.torch_member import TorchMember, load_member
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.prediction.record import LIBRARIES
from deepslide_qgis.engine.rasters.writer import RECORD_TAG
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


def test_threshold_of_another_combination_is_not_the_card_s(tmp_path, run, write_raster, noise):
    pack = make_pack(tmp_path / "pack", ("Unet", "FPN"))
    card = pack / "ensemble.json"
    card.write_text(re.sub(r'"thresholds": \[[^]]*\]', '"thresholds": [0.2, 0.2]', card.read_text()))
    raster = write_raster(noise(64, 64))
    assert run(raster, pack).summary["threshold"] == 0.2
    assert run(raster, pack, combine="vote").summary["threshold"] == 0.5
    assert "tuned for 'mean_probability'" in run.said(Warned)


@pytest.fixture
def network_inputs(monkeypatch) -> list[np.ndarray]:
    """The batches that members are given, as they come."""
    batches: list[np.ndarray] = []
    for kind in (OpenVinoMember, TorchMember):
        original = kind.logits

        def watched(self, batch, *pause, original=original):
            batches.append(batch)
            return original(self, batch, *pause)

        monkeypatch.setattr(kind, "logits", watched)
    return batches


def test_tiles_without_data_cost_no_prediction(run, write_raster, noise, tiny_pack, network_inputs):
    bands = noise(256, 256)
    bands[:, :, 80:] = 0
    run(write_raster(bands, nodata=0), tiny_pack, members=1)
    assert sum(map(len, network_inputs)) == 10  # two of the five columns of tiles hold data, in five rows


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


def test_bands_are_found_by_description_whatever_their_order(tmp_path, run, write_raster, noise):
    bands = noise(64, 64)
    pack = make_pack(tmp_path / "one", ("Unet",))
    run(write_raster(bands, descriptions=("red", "green", "blue")), pack)
    expected = run.result()
    run(write_raster(bands[[2, 0, 1]], descriptions=("B02", "B4", "Green")), pack)
    np.testing.assert_array_equal(run.result(), expected)
    run(write_raster(bands[[2, 0, 1]]), pack, bands=(2, 3, 1))
    np.testing.assert_array_equal(run.result(), expected)


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
    assert len(tagged["pack"]["members"]) == 2
    libraries = LIBRARIES[tagged["summary"]["runtime"]]
    assert set(tagged["versions"]) == {"deepslide", "python", "rasterio", "numpy", *libraries}
    assert re.match(r"\d+\.\d+", tagged["versions"]["deepslide"])
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
