"""Training that goes on from a pack: with its weights, its bands and its normalisation, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from deepslide_qgis.core.errors import DeepSlideError, PackError, RequestError
from deepslide_qgis.core.packs.card import TrainingPlace
from deepslide_qgis.core.packs.pack import WEIGHTS_NAME, open_pack
from deepslide_qgis.engine.members.torch_member import load_member
from tests.packs import make_pack
from tests.training.made_data import write_case_studies
from training.data.normalising import load_normalisation
from training.data.sources import pairs_of
from training.members.lightning_member import LightningMember
from training.members.train import train_member
from training.packs.export import export
from training.packs.pack_writing import write_card
from training.planning.experiment import Experiment, read_experiment
from training.planning.run_folder import RunFolder, read_json
from training.planning.workspace import Workspace

ROOT = Path(__file__).parents[3]
ONE_EPOCH = "[schedule]\nepochs = 1\nbatch_size = 2"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pack(tmp_path_factory.mktemp("packs") / "known")


def written(folder: Path, pack: Path | str, rest: str = "", head: str = "", members: str = "") -> Path:
    """Write an experiment that starts from ``pack``."""
    path = folder / "further.toml"
    lines = f"""name = "further"
seed = 1
recipe = "fine-tune"
{head}
[start]
pack = "{pack}"
{members}
[data]
title = "squares on noise"
kind = "tiles"
folder = "tiles"
train = "train"
validation = "validation"
{ONE_EPOCH}
{rest}
"""
    path.write_text(lines, encoding="utf-8")
    return path


def test_members_bands_normalisation_and_card_are_the_packs(tmp_path: Path, pack: Path) -> None:
    experiment, card = read_experiment(written(tmp_path, pack)), open_pack(str(pack)).card
    assert [(m.id, m.architecture, m.begin_from) for m in experiment.members] == [
        (member.id, member.architecture, member.id) for member in card.members
    ]
    assert experiment.bands_of(experiment.members[0]) == card.setting
    assert (
        load_normalisation(Workspace(experiment, tmp_path / "no data", tmp_path), experiment.members[0])
        == card.normalisation
    )
    assert (experiment.card.gsd_m, experiment.card.tile_px, experiment.card.nodata) == (10.0, 64, "any")
    assert experiment.card.title == "Tiny pack for tests, trained further"


TOLD = {
    "description": "Two members that found 84 % of the landslides.",
    "training_data": "Six case studies in Norway.",
    "limits": "On validation, precision is 0.72.",
    "citation": "Somebody (2020).",
    "version": "7",
    "training_places": (TrainingPlace("Jølster, Norway", 6.3, 61.5),),
}
PLACE = '[[card.training_places]]\nname = "my valley"\nlon_deg = 10.0\nlat_deg = 46.0'


def tell(pack: Path, **said: object) -> None:
    write_card(pack, replace(open_pack(str(pack)).card, **said))


def test_what_was_measured_on_the_packs_own_weights_is_told_as_the_packs(tmp_path: Path) -> None:
    tell(make_pack(tmp_path / "first"), **TOLD)
    card = read_experiment(written(tmp_path, tmp_path / "first", PLACE)).card
    assert card.description == "Members of the pack 'first', trained further."
    assert card.training_data == "Six case studies in Norway. Then: squares on noise."
    told = "Of the pack 'first', from which the members begin"
    assert card.limits == f"{told}, and not measured again: On validation, precision is 0.72."
    assert card.citation == f"{told}: Somebody (2020)."
    assert card.version == "1"
    assert [place.name for place in card.training_places] == ["Jølster, Norway", "my valley"]


def test_what_the_file_says_of_itself_stands_and_a_silent_pack_is_named(tmp_path: Path) -> None:
    tell(make_pack(tmp_path / "first"), **TOLD)
    lines = '[card]\ndescription = "a"\ntraining_data = "b"\nlimits = "c"\ncitation = "d"'
    card = read_experiment(written(tmp_path, tmp_path / "first", lines)).card
    assert (card.description, card.training_data, card.limits, card.citation) == ("a", "b", "c", "d")
    make_pack(tmp_path / "silent")
    card = read_experiment(written(tmp_path, tmp_path / "silent")).card
    assert card.training_data == "Those of the pack 'silent'. Then: squares on noise."
    assert (card.limits, card.citation, card.training_places) == ("", "", ())


def test_the_file_and_the_commands_of_the_manual_find_the_exported_case_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    (text,) = re.findall(r'^name = "my-valley"$.*?(?=^```)', page, re.MULTILINE | re.DOTALL)
    (tmp_path / "my-valley.toml").write_text(text, encoding="utf-8")
    write_case_studies(tmp_path / "reviewed", 1)
    monkeypatch.chdir(tmp_path)
    folders = re.findall(r"python -m training (?:train|export) my-valley.toml --data (\S+)", page)
    assert len(folders) == 2
    for folder in folders:
        experiment = read_experiment(Path("my-valley.toml"))
        assert [pair.name for pair in pairs_of(experiment, "train", Path(folder))] == ["a"]


def test_training_begins_with_the_weights_of_the_pack(tmp_path: Path, pack: Path) -> None:
    experiment, opened = read_experiment(written(tmp_path, pack)), open_pack(str(pack))
    batch = np.random.default_rng(0).standard_normal((2, 3, 64, 64)).astype(np.float32)
    for plan, member in zip(experiment.members, opened.card.members, strict=True):
        begun = LightningMember(plan, experiment.schedule, 3, experiment.start)
        assert all(parameter.requires_grad for parameter in begun.parameters())
        with torch.inference_mode():
            logits = begun.network.eval()(torch.from_numpy(batch))[:, 0].numpy()
        expected = load_member(opened, member, torch.device("cpu")).logits(batch)
        np.testing.assert_allclose(logits, expected, atol=2e-3)


def test_a_pack_trained_further_is_a_pack_that_says_from_which(tmp_path: Path, pack: Path, data: Path) -> None:
    name = open_pack(str(pack)).card.members[0].id
    path = written(tmp_path, pack, members=f'members = ["{name}"]')
    experiment, runs = read_experiment(path), tmp_path / "runs"
    (plan,) = experiment.members
    train_member(Workspace(experiment, data, runs), path, plan)
    card = open_pack(str(export(Workspace(experiment, data, runs), tmp_path / "further").parent)).card
    assert card.normalisation == open_pack(str(pack)).card.normalisation
    assert card.members[0].notes.startswith(f"trained for 1 epochs, begun from {name} of the pack known")
    assert card.members[0].sha256 != open_pack(str(pack)).card.members[0].sha256
    assert read_json(RunFolder.of(runs, "further", name).path / "configuration.json")["start"]["pack"] == str(pack)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"head": 'setting = "s1"'}, "reads the bands 'rgb', the experiment 's1'"),
        ({"rest": '[normalisation]\ngain = "raster_median"'}, "brings its own normalisation"),
        ({"members": 'members = ["none"]'}, "no member 'none'.*Members: "),
        ({"members": "member = 3"}, "unknown fields: member"),
        (
            {"rest": '[[members]]\nid = "x"\narchitecture = "PAN"\nencoder_name = "resnet18"\nbegin_from = "FIRST"'},
            "'x' is a PAN with resnet18; '.*', which it begins from, is a Unet",
        ),
    ],
)
def test_what_is_not_the_packs_is_refused(tmp_path: Path, pack: Path, options: dict[str, str], says: str) -> None:
    first = open_pack(str(pack)).card.members[0].id
    options = {name: text.replace("FIRST", first) for name, text in options.items()}
    with pytest.raises(RequestError, match=says):
        read_experiment(written(tmp_path, pack, **options))


def test_a_network_of_other_arguments_is_refused_by_name(tmp_path: Path, pack: Path) -> None:
    member = open_pack(str(pack)).card.members[0]
    lines = f'[[members]]\nid = "x"\narchitecture = "Unet"\nencoder_name = "{member.encoder_name}"\n'
    lines += "arguments = { encoder_depth = 4, decoder_channels = [8, 8, 8, 8] }\n"
    experiment = read_experiment(written(tmp_path, pack, f'{lines}begin_from = "{member.id}"'))
    with pytest.raises(RequestError, match=f"'x' is not that of '{member.id}' in the pack 'known'.*size mismatch"):
        _begin(experiment)


def test_a_pack_that_is_missing_or_altered_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no model pack 'nowhere'"):
        read_experiment(written(tmp_path, "nowhere"))
    pack = make_pack(tmp_path / "altered")
    experiment = read_experiment(written(tmp_path, pack))
    weights = pack / experiment.members[0].id / WEIGHTS_NAME
    weights.write_bytes(weights.read_bytes()[:-2] + b"\1\1")
    with pytest.raises(DeepSlideError, match="altered or damaged"):
        _begin(experiment)


def test_a_member_that_begins_from_nothing_is_refused(tmp_path: Path, experiment_file: Path) -> None:
    path = tmp_path / "tiny.toml"
    text = experiment_file.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "unet"', 'id = "unet"\nbegin_from = "x"'), encoding="utf-8")
    with pytest.raises(RequestError, match="no pack is named"):
        read_experiment(path)


def _begin(experiment: Experiment) -> LightningMember:
    return LightningMember(experiment.members[0], experiment.schedule, 3, experiment.start)
