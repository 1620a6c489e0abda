"""DeepSlide's files to a pack: recognised by their weights, equal logits, scaled as Landslide4Sense is."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_MEANS
from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.packs.pack import Pack, open_pack
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.networks.normalisation import normalise
from tests.training.published.conftest import SmallStudy
from training.__main__ import app
from training.published.conversion import Conversion
from training.published.deepslide import _plans, _shapes, find_networks, identify_network, import_deepslide
from training.published.restricted_pickle import Storage, StoredTensor

FOUND = ("efficientnet-b0", "mobilenetv2", "plain-unet", "mit-b1")
"""Best first by the printed F1."""

pytestmark = pytest.mark.timeout(900)  # the first of them trains the small study


@pytest.fixture(scope="module")
def files(small_study: SmallStudy) -> Path:
    return small_study.root / "deepslide"


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def pack(files: Path, said: list[str], tmp_path_factory: pytest.TempPathFactory) -> Pack:
    target = tmp_path_factory.mktemp("packs")
    import_deepslide(files, target, Conversion(graphs=False), said.append)
    return open_pack(str(target / "deepslide-l4s14"))


def test_the_members_answer_as_the_files_networks_did(pack: Pack, files: Path) -> None:
    assert tuple(member.id for member in pack.card.members) == FOUND
    pack.check_members(pack.card.members)
    probe = torch.load(files / "expected" / "probe").numpy()
    for member in pack.card.members:
        expected = torch.load(files / "expected" / member.id)[0, 0].numpy()
        found = load_member(pack, member, torch.device("cpu")).logits(probe)[0]
        np.testing.assert_allclose(found, expected, atol=1e-3 * max(1, np.abs(expected).max()))
        assert np.ptp(expected) > 1e-3


def test_real_imagery_is_brought_to_the_values_of_the_files(pack: Pack) -> None:
    """Digital numbers, degrees and metres become what the data set's files hold: each divided by its mean."""
    assert pack.card.setting.name == "l4s14"
    values = np.random.default_rng(1).uniform(0.2, 3, (14, 5, 5)).astype(np.float32)
    values[3, 2, 2] = np.nan
    raster = values * np.array(LANDSLIDE4SENSE_MEANS, np.float32)[:, None, None]
    np.testing.assert_allclose(normalise(raster, pack.card.normalisation), np.nan_to_num(values), rtol=1e-6)
    assert "L1C" in pack.card.limits and "offset" in pack.card.limits and "B8A" in pack.card.limits


def test_the_card_has_the_printed_scores_and_says_what_they_are(pack: Pack, said: list[str]) -> None:
    assert [member.validation_f1 for member in pack.card.members] == [0.7341, 0.7119, 0.7012, 0.6989]
    assert all("mean over batches" in score.data for score in pack.card.scores)
    assert "ask them before you pass it on" in pack.card.licence
    assert any(line.startswith("4 of the thirteen networks found; not: deeplabv3plus, densenet121") for line in said)
    assert any("segformer.pth is a SegFormer" in line for line in said)


def stored(name: str, prefix: str) -> dict[str, StoredTensor]:
    return {
        f"{prefix}{key}": StoredTensor(Storage("0", "float32", 0), 0, shape, ()) for key, shape in _shapes(name).items()
    }


@pytest.mark.parametrize("name", [plan.id for plan in _plans()])
def test_each_of_the_thirteen_is_told_from_the_others_whatever_its_file_is_called(name: str) -> None:
    prefix = "model." if name in ("plain-unet", "mit-b1") else "model.model."
    weights = {**stored(name, prefix), "wce.weight": StoredTensor(Storage("1", "float32", 1), 0, (1,), (1,))}
    found = identify_network(weights, Path(f"{name}.pth"))
    assert (found.plan.id, found.prefix) == (name, prefix)
    assert identify_network(stored(name, ""), Path(f"final_{name}.pth")).prefix == ""


def test_a_network_is_recognised_under_a_wrong_name() -> None:
    assert identify_network(stored("mobilenetv2", "model.model."), Path("resnet34.pth")).plan.id == "mobilenetv2"


def test_weights_that_fit_none_are_refused_with_what_differs_from_the_nearest() -> None:
    weights = stored("mobilenetv2", "model.model.")
    weights.pop("model.model.decoder.blocks.0.conv1.0.weight")
    with pytest.raises(RequestError, match=r"Nearest is mobilenetv2: 1 missing: decoder\.blocks\.0\.conv1\.0\.weight"):
        identify_network(weights, Path("mobilenetv2.pth"))


def test_what_cannot_be_imported_is_said(files: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no networks of DeepSlide"):
        find_networks(tmp_path)
    for name in ("effucientnetb0.pth", "efficientnetb0.pth"):
        shutil.copy(files / "effucientnetb0.pth", tmp_path / name)
    with pytest.raises(RequestError, match="both hold the network efficientnet-b0"):
        find_networks(tmp_path)
    (tmp_path / "efficientnetb0.pth").write_text("version https://git-lfs.github.com/spec/v1")
    with pytest.raises(RequestError, match=r"efficientnetb0\.pth"):
        find_networks(tmp_path)
    (tmp_path / "packs" / "deepslide-l4s14").mkdir(parents=True)
    with pytest.raises(OutputError, match="there already"):
        import_deepslide(files, tmp_path / "packs", Conversion(graphs=False))


def test_the_command_takes_the_best_in_half_precision(files: Path, tmp_path: Path) -> None:
    arguments = ["import", "deepslide", "--models", str(files), "--to", str(tmp_path), "--best", "1", "--half"]
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 0, run.output
    card = open_pack(str(tmp_path / "deepslide-l4s14")).card
    assert [member.id for member in card.members] == ["efficientnet-b0"]
    assert card.members[0].notes.endswith("weights in half precision")
    assert card.members[0].graph.startswith("sha256:")  # runs without PyTorch
