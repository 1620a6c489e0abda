"""A member as ONNX for Deepness: in ONNX Runtime, fed as Deepness feeds it, it gives the engine's probabilities."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from typer.testing import CliRunner

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import DeepSlideError, OutputError, RequestError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CARD_NAME, Pack, open_folder, open_pack
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.prediction.ensemble import sigmoid
from tests.packs import make_pack
from training.__main__ import app
from training.packs.deepness import write_deepness

PIXELS = 64


def as_deepness(path: Path, tiles: np.ndarray) -> np.ndarray:
    """Return what Deepness gets for ``tiles`` (N, bands, H, W): its own steps, from its sources (0.7)."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    told = {key: json.loads(value) for key, value in session.get_modelmeta().custom_metadata_map.items()}
    mean, std = (np.array(told[f"standardization_{name}"], np.float32) for name in ("mean", "std"))
    batch = np.moveaxis(tiles, 1, -1)[..., : session.get_inputs()[0].shape[-3]]
    batch = (np.float32(batch * 1.0 / 255.0) - mean) / std
    return session.run(None, {session.get_inputs()[0].name: np.transpose(batch, (0, 3, 1, 2))})[0][:, 0]


def by_engine(pack: Pack, member: Member, tiles: np.ndarray, gain: float = 1.0) -> np.ndarray:
    import torch

    network = load_network(pack.member_folder(member), member, pack.card.normalisation.channels)
    with torch.inference_mode():
        return sigmoid(network(torch.from_numpy(normalise(tiles, pack.card.normalisation, gain)))[:, 0].numpy())


def with_normalisation(folder: Path, members: tuple[str, ...] = ("FPN",), **changes: object) -> Pack:
    """Make a pack with another normalisation."""
    pack = open_folder(make_pack(folder, members, setting=setting_named("s2"), tile_px=PIXELS))
    normalisation = dataclasses.replace(pack.card.normalisation, **changes)
    (folder / CARD_NAME).write_text(dataclasses.replace(pack.card, normalisation=normalisation).to_json())
    return open_folder(folder)


@pytest.fixture
def tiles() -> np.ndarray:
    """Tiles of two bands, the first of classes 1 to 8; some pixels have no data."""
    random = np.random.default_rng(0)
    values = np.stack([random.integers(1, 9, (3, PIXELS, PIXELS)), random.normal(80, 60, (3, PIXELS, PIXELS))], 1)
    values = values.astype(np.float32)
    values[0, :, :10, :10] = np.nan
    return values


@pytest.mark.parametrize(
    "changes",
    [
        {"members": ("FPN", "Unet")},
        {"divide": (2.0, 40.0), "mean": (1.5, 2.0), "std": (2.0, 1.3)},
        {"transform": "log", "log_floor": 0.5, "divide": (2.0, 40.0), "mean": (0.5, 0.1), "std": (0.7, 0.9)},
    ],
    ids=["plain", "divided", "logarithm"],
)
def test_the_probabilities_are_those_of_the_engine(tmp_path: Path, tiles: np.ndarray, changes: dict) -> None:
    pack = with_normalisation(tmp_path / "pack", **changes)
    for member in pack.card.members:
        write_deepness(pack, member.id, tmp_path / "member.onnx", replace=True)
        found, expected = as_deepness(tmp_path / "member.onnx", tiles), by_engine(pack, member, tiles)
        assert expected.std() > 1e-3
        np.testing.assert_allclose(found, expected, atol=1e-4)
    assert [path.name for path in tmp_path.glob("*.onnx*")] == ["member.onnx"]


def test_bands_of_classes_become_inputs_of_their_own(tmp_path: Path, tiles: np.ndarray) -> None:
    classes = ((1.0, 2.0, 5.0, 8.0), ())
    folder = make_pack(tmp_path / "pack", ("FPN",), setting=setting_named("s2"), tile_px=PIXELS, classes=classes)
    pack = open_folder(folder)
    write_deepness(pack, "", tmp_path / "member.onnx")
    expected = by_engine(pack, pack.card.members[0], tiles)
    np.testing.assert_allclose(as_deepness(tmp_path / "member.onnx", tiles), expected, atol=1e-4)


def test_a_brightness_of_the_raster_must_be_given(tmp_path: Path, tiles: np.ndarray) -> None:
    pack = with_normalisation(tmp_path / "pack", gain="raster_median")
    with pytest.raises(RequestError, match="brightness of the whole raster") as caught:
        write_deepness(pack, "", tmp_path / "member.onnx")
    assert "--brightness" in caught.value.remedy and not (tmp_path / "member.onnx").exists()
    write_deepness(pack, "", tmp_path / "member.onnx", brightness=1.7)
    expected = by_engine(pack, pack.card.members[0], tiles, gain=1.7)
    np.testing.assert_allclose(as_deepness(tmp_path / "member.onnx", tiles), expected, atol=1e-4)
    with pytest.raises(RequestError, match="no use for --brightness"):
        write_deepness(with_normalisation(tmp_path / "plain"), "", tmp_path / "b.onnx", brightness=2.0)


def test_the_metadata_fill_the_form_of_deepness(tmp_path: Path) -> None:
    pack = with_normalisation(tmp_path / "pack", ("FPN", "Unet"))
    write_deepness(pack, "02-unet", tmp_path / "member.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "member.onnx"), providers=["CPUExecutionProvider"])
    told = {key: json.loads(value) for key, value in session.get_modelmeta().custom_metadata_map.items()}
    assert told["model_type"] == "Segmentor" and told["class_names"] == {"0": "background", "1": "landslide"}
    assert (told["resolution"], told["tile_size"], told["tiles_overlap"]) == (1000.0, PIXELS, 25)
    assert told["seg_thresh"] == pack.card.threshold(1) and told["deepslide_member"] == "02-unet"
    taken, given = session.get_inputs()[0].shape, session.get_outputs()[0].shape
    assert isinstance(taken[0], str) and taken[1:] == [2, PIXELS, PIXELS] and given[1:] == [1, PIXELS, PIXELS]


def test_the_bundled_pack_at_the_tile_of_its_card(tmp_path: Path) -> None:
    target = tmp_path / "member.onnx"
    ran = CliRunner().invoke(app, ["export-onnx", "simulated-s1s2", "--to", str(target)], catch_exceptions=False)
    assert ran.exit_code == 0 and "wrote" in ran.output
    pack = open_pack("simulated-s1s2")
    mean, std = (np.array(row, np.float32) for row in (pack.card.normalisation.mean, pack.card.normalisation.std))
    random = np.random.default_rng(1).standard_normal((1, pack.card.tile_px, pack.card.tile_px, len(mean)))
    values = np.moveaxis((random * std + mean).astype(np.float32), -1, 1)
    expected = by_engine(pack, pack.card.members[0], values)
    np.testing.assert_allclose(as_deepness(target, values), expected, atol=1e-4)


def test_what_is_in_the_way_or_unknown_is_refused(tmp_path: Path) -> None:
    pack = with_normalisation(tmp_path / "pack")
    (tmp_path / "mine.onnx").write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        write_deepness(pack, "", tmp_path / "mine.onnx")
    with pytest.raises(RequestError, match="has no member 'other'"):
        write_deepness(pack, "other", tmp_path / "b.onnx")
    with pytest.raises(DeepSlideError, match="cannot be written"):
        write_deepness(pack, "", tmp_path / "no" / "folder.onnx")
    assert (tmp_path / "mine.onnx").read_text() == "mine"
