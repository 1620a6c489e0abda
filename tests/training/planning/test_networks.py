"""Networks from plans, the weights that their encoders begin with, and recipes and grids that list members."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import ARCHITECTURES
from training.members.libraries import smp
from training.planning.encoder_weights import load_encoder
from training.planning.experiment import RECIPES, merge_tables, read_experiment
from training.planning.networks import initialise_encoder, make_network
from training.planning.plans import MemberPlan

SMALL = {"encoder_depth": 3, "decoder_channels": [16, 8, 8]}
ENCODER = "tu-mobilenetv3_small_050"
REST = """
name = "study"
seed = 1
[data]
title = "x"
kind = "case_studies"
folder = "."
train = "train_val"
validation = "train_val"
test = "test"
[card]
title = "x"
description = "x"
nodata = "all"
gsd_m = 10.0
tile_px = 256
margin_px = 32
"""


def plan(**changes: object) -> MemberPlan:
    return replace(MemberPlan("m", "Unet", ENCODER, SMALL), **changes)


def written(folder: Path, recipe: str, top: str = "", tables: str = "") -> Path:
    path = folder / "experiment.toml"
    path.write_text(f'recipe = "{recipe}"\n{top}\n{REST}\n{tables}', encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["safetensors", "pth"])
def test_an_encoder_begins_with_the_weights_of_a_file(tmp_path: Path, suffix: str) -> None:
    from safetensors.torch import save_file

    first, second = make_network(plan(), 3), make_network(plan(), 3)
    path = tmp_path / f"weights.{suffix}"
    state = first.encoder.state_dict()
    if suffix == "safetensors":
        save_file(state, path)
    else:
        renamed = {f"other.{i}": tensor for i, tensor in enumerate(state.values())}
        torch.save({**renamed, "classifier": torch.ones(9)}, path)
    load_encoder(second.encoder, str(path))
    for name, tensor in first.encoder.state_dict().items():
        torch.testing.assert_close(second.encoder.state_dict()[name], tensor)


def test_three_bands_are_spread_over_more(tmp_path: Path) -> None:
    three, eleven = make_network(plan(), 3), make_network(plan(), 11)
    torch.save(three.encoder.state_dict(), tmp_path / "weights.pth")
    load_encoder(eleven.encoder, str(tmp_path / "weights.pth"))
    name = next(name for name, tensor in three.encoder.state_dict().items() if tensor.ndim == 4)
    given, taken = three.encoder.state_dict()[name], eleven.encoder.state_dict()[name]
    torch.testing.assert_close(taken[:, 4], given[:, 1] * 3 / 11)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("missing.pth", "no file"),
        ("package:a_package_that_is_not_there", "not installed"),
        ("broken.pth", "cannot be read"),
        ("other.pth", "another encoder"),
        ("imagenet", "cannot be downloaded"),
    ],
)
def test_weights_that_cannot_be_had_are_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    Path("broken.pth").write_bytes(b"no weights")
    torch.save({"a": torch.zeros(2, 2)}, "other.pth")
    chosen = plan(encoder_name="resnet18" if source == "imagenet" else ENCODER, encoder_weights=source)
    with pytest.raises(RequestError, match=message) as caught:
        initialise_encoder(make_network(chosen, 3), chosen)
    assert "encoder_weights" in caught.value.remedy


@pytest.mark.parametrize(
    ("architecture", "encoder", "remedy"),
    [("PAN", "vgg16", "ResNet"), ("DeepLabV3", "densenet121", "ResNet"), ("Linknet", "mit_b1", "Unet")],
)
def test_an_encoder_that_an_architecture_cannot_take_is_refused_with_those_it_can(
    architecture: str, encoder: str, remedy: str
) -> None:
    with pytest.raises(RequestError, match="cannot take") as caught:
        make_network(plan(architecture=architecture, encoder_name=encoder, arguments={}), 3)
    assert remedy in caught.value.remedy


def test_an_unknown_encoder_is_refused() -> None:
    with pytest.raises(RequestError, match="cannot be made"):
        make_network(plan(encoder_name="resnet3"), 3)


def test_the_plain_unet_keeps_the_size_of_its_input() -> None:
    network = make_network(plan(architecture="PlainUnet", encoder_name="", arguments={}), 14).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 14, 32, 48)).shape == (1, 1, 32, 48)
    widths = [network.get_submodule(f"en{level}").conv2.out_channels for level in range(1, 6)]
    assert widths == [64, 128, 256, 512, 512]


def test_the_ganerod_recipe_is_the_whole_grid(tmp_path: Path) -> None:
    experiment = read_experiment(written(tmp_path, "ganerod"))
    assert len(experiment.members) == 360
    assert len({member.seed for member in experiment.members}) == 360
    assert {member.architecture for member in experiment.members} == set(ARCHITECTURES)
    assert experiment.settings == ("s1", "s2", "s1s2", "all")
    assert (experiment.schedule.patience, experiment.schedule.batch_size, experiment.data.tile_px) == (50, 4, 256)
    assert len(experiment.with_setting("s1s2").members) == 90


def test_the_paper_and_its_code_differ_where_the_recipes_do(tmp_path: Path) -> None:
    code, paper = (read_experiment(written(tmp_path, name)) for name in ("ganerod", "ganerod-paper"))
    assert (code.data.tiles_per_epoch, paper.data.tiles_per_epoch) == (1000, 4000)
    assert (code.augmentation.turns, paper.augmentation.turns) == ("flips_and_turn", "rotations")
    assert (code.normalisation.statistics, paper.normalisation.statistics) == ("train_and_validation", "train")
    assert code.schedule == paper.schedule
    assert code.members == paper.members


def test_the_recommended_recipe_is_one_member(tmp_path: Path) -> None:
    (member,) = read_experiment(written(tmp_path, "recommended")).members
    assert (member.architecture, member.setting, member.loss) == ("UnetPlusPlus", "s1s2", {"jaccard": 1.0})


def test_the_deepslide_recipe_has_the_thirteen_rows_and_every_network_can_be_made(tmp_path: Path) -> None:
    experiment = read_experiment(written(tmp_path, "deepslide"))
    assert len(experiment.members) == 13
    scratch = read_experiment(written(tmp_path, "deepslide", "from_scratch = true"))
    assert {member.encoder_weights for member in scratch.members} == {""}
    with torch.device("meta"):
        for member in scratch.members:
            if member.architecture in ARCHITECTURES:
                assert getattr(smp, member.architecture) and member.encoder_name in smp.encoders.get_encoder_names()
    assert experiment.schedule.loss == {"bce": 2.5, "dice": 0.5}


def test_a_recipe_is_laid_under_the_experiment(tmp_path: Path) -> None:
    experiment = read_experiment(written(tmp_path, "ganerod", tables="[schedule]\nepochs = 3\nloss = { dice = 1.0 }"))
    assert (experiment.schedule.epochs, experiment.schedule.patience) == (3, 50)
    assert experiment.schedule.loss == {"dice": 1.0}
    assert merge_tables({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}) == {"a": {"b": 3, "c": 2}}


def test_unknown_names_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no recipe 'x'") as caught:
        read_experiment(written(tmp_path, "x"))
    assert all(recipe.stem in caught.value.remedy for recipe in RECIPES.glob("*.toml"))
    with pytest.raises(RequestError, match="no members"):
        read_experiment(written(tmp_path, "best"))
    with pytest.raises(RequestError, match="no optimiser 'sgd'"):
        read_experiment(written(tmp_path, "ganerod", tables='[schedule]\noptimiser = "sgd"'))
