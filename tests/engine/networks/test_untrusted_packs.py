"""Packs from strangers: what their two files hold cannot run, cannot take all memory, and cannot pass as a result."""

import json
import math
import sys

import pytest
import torch
from safetensors.torch import load_file, save_file

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.pack import file_sha256
from tests.packs import make_pack


@pytest.fixture
def pack(tmp_path):
    return make_pack(tmp_path / "pack", ("FPN",))


@pytest.fixture
def refused(run, write_raster, noise, pack):
    """Return a function that expects ``pack`` to be refused with ``words`` in little memory, and nothing written."""

    def expect(words: str) -> None:
        before_kb = peak_kb()
        with pytest.raises(PackError, match=words) as caught:
            run(write_raster(noise(64, 64)), pack)
        assert caught.value.remedy and run.left_over == []
        assert peak_kb() - before_kb < 500_000

    return expect


def peak_kb() -> int:
    """Return the peak of this process's memory; 0 on Windows, which does not tell without further libraries."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def change_config(pack, **values) -> None:
    config = pack / "01-fpn" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), **values}))


def change_weights(pack, change) -> None:
    """Let ``change`` alter the weights, and the card list the hash of what comes of it."""
    weights, card = pack / "01-fpn" / "model.safetensors", pack / "ensemble.json"
    before = file_sha256(weights)
    tensors = load_file(weights)
    change(tensors)
    save_file(tensors, weights)
    card.write_text(card.read_text().replace(before, file_sha256(weights)))


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_weights_that_are_no_numbers(refused, pack, value):
    change_weights(pack, lambda tensors: tensors["segmentation_head.0.bias"].fill_(value))
    refused("segmentation_head.0.bias holds NaN or infinity")


def test_weights_of_another_shape(refused, pack):
    change_weights(pack, lambda tensors: tensors.update({"segmentation_head.0.bias": torch.zeros(2)}))
    refused("cannot be loaded: Error")


def test_weights_that_lack_a_tensor_or_bring_one_more(refused, pack):
    change_weights(pack, lambda tensors: tensors.pop("segmentation_head.0.bias"))
    refused("cannot be loaded: Error")
    change_weights(
        pack, lambda tensors: tensors.update({"segmentation_head.0.bias": torch.zeros(1), "x": torch.ones(1)})
    )
    refused("cannot be loaded: Error")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"decoder_pyramid_channels": 1_000_000, "decoder_segmentation_channels": 1_000_000}, "cannot be loaded"),
        ({"upsampling": 10_000}, "enlarges its answer"),
        ({"upsampling": 2}, r"answers \(1, 1, 64, 64\)"),
        ({"upsampling": "x"}, "enlarges its answer"),
        ({"activation": "sigmoid"}, "does not answer logits"),
        ({"aux_params": {"classes": 2}}, "does not answer logits"),
        ({"encoder_depth": 99}, "cannot be loaded"),
        ({"decoder_merge_policy": "dance"}, "cannot be loaded"),
        ({"no_such_argument": 1}, "cannot be loaded"),
        ({"encoder_name": "tu-hf-hub:someone/network"}, "by its config.json"),
        ({"in_channels": "3"}, "by its config.json"),
    ],
)
def test_config_that_does_not_fit_the_weights(refused, pack, values, words):
    change_config(pack, **values)
    refused(words)


@pytest.mark.parametrize("text", ["", "null", "[]", "[" * 100_000, '{"_model_class": "FPN"}', "\x00"])
def test_config_that_is_none(refused, pack, text):
    (pack / "01-fpn" / "config.json").write_text(text)
    refused("config.json of member '01-fpn' cannot be read")
