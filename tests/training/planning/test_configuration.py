"""A member that was trained by something else than what its experiment says today is used by nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.pack import open_pack
from tests.training.tiny_experiment import write_tile
from training.ensembles.cached_predictions import trained_members
from training.members.train import train_member
from training.members.trained import load_trained, read_normalisation
from training.packs.export import Choice, export
from training.planning.experiment import Experiment
from training.planning.run_folder import RunFolder
from training.planning.workspace import Workspace
from training.sweep.choice import choose

NO_DATA = Path("no data")


def changed(experiment: Experiment, table: str, **values) -> Experiment:
    return replace(experiment, **{table: replace(getattr(experiment, table), **values)})


@pytest.mark.parametrize(
    ("table", "values", "named"),
    [
        ("schedule", {"epochs": 40, "checkpoint": "best"}, "schedule.checkpoint, schedule.epochs"),
        ("normalisation", {"statistics": "train_and_validation"}, "normalisation.statistics"),
        ("data", {"split_seed": 7}, "data.split_seed"),
    ],
)
def test_a_changed_experiment_is_refused_by_all_that_reads_members(
    experiment: Experiment, data: Path, runs: Path, tmp_path: Path, table: str, values: dict, named: str
) -> None:
    other = changed(experiment, table, **values)
    readers: list[Callable[[], object]] = [
        lambda: choose(Workspace(other, NO_DATA, runs)),
        lambda: trained_members(Workspace(other, NO_DATA, runs)),
        lambda: load_trained(Workspace(other, NO_DATA, runs), other.members[0]),
        lambda: export(Workspace(other, data, runs), tmp_path / "pack"),
    ]
    for read in readers:
        with pytest.raises(RequestError, match=f"fpn' holds a run of another configuration: {named}.") as caught:
            read()
        assert "undo the change" in caught.value.remedy
    assert not (tmp_path / "pack").exists()


def test_what_makes_no_other_member_may_change(experiment: Experiment, runs: Path) -> None:
    other = changed(experiment, "data", title="another name", test="test", memory_gb=1.0)
    assert (
        len(choose(Workspace(other, NO_DATA, runs)).ended) == len(trained_members(Workspace(other, NO_DATA, runs))) == 2
    )


def test_the_bands_are_compared_where_the_folder_tells_them(experiment: Experiment, runs: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(runs, tmp_path / "runs")
    with pytest.raises(RequestError, match="another configuration: setting"):
        trained_members(Workspace(replace(experiment, setting="s1"), NO_DATA, copied))
    for path in copied.glob("tiny/*/configuration.json"):
        plain = json.loads(path.read_text())
        del plain["setting"]
        path.write_text(json.dumps(plain))
    assert len(trained_members(Workspace(experiment, NO_DATA, copied))) == 2


def test_a_pack_says_what_its_members_were_fed_with(
    experiment: Experiment, experiment_file: Path, data: Path, runs: Path, tmp_path: Path
) -> None:
    data, runs = shutil.copytree(data, tmp_path / "data"), shutil.copytree(runs, tmp_path / "runs")
    folders = {plan.id: RunFolder.of(runs, "tiny", plan.id) for plan in experiment.members}
    fed = read_normalisation(folders["fpn"])
    for number in (1, 2, 3, 4):
        write_tile(data / "tiles" / "train", number, 90 + number)
    card = open_pack(str(export(Workspace(experiment, data, runs), tmp_path / "both").parent)).card
    assert card.normalisation == fed
    shutil.rmtree(folders["unet"].path)
    train_member(Workspace(experiment, data, runs), experiment_file, experiment.member("unet"))
    assert read_normalisation(folders["unet"]) != fed
    with pytest.raises(RequestError, match=r"different normalisations.*train it again"):
        export(Workspace(experiment, data, runs), tmp_path / "mixed")
    alone = export(Workspace(experiment, data, runs), tmp_path / "alone", choice=Choice(members=("unet",)))
    assert open_pack(str(alone.parent)).card.normalisation == read_normalisation(folders["unet"])


def test_a_member_that_goes_on_is_fed_as_before(
    experiment: Experiment, experiment_file: Path, data: Path, tmp_path: Path
) -> None:
    data, plan = shutil.copytree(data, tmp_path / "data"), experiment.members[0]
    folder = RunFolder(train_member(Workspace(experiment, data, tmp_path), experiment_file, plan, until_epoch=1))
    fed = read_normalisation(folder)
    write_tile(data / "tiles" / "train", 1, seed=91)
    train_member(Workspace(experiment, data, tmp_path), experiment_file, plan)
    assert load_trained(Workspace(experiment, NO_DATA, tmp_path), plan).normalisation == fed
