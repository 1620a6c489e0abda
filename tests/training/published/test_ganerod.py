"""From the run folders of the study's own libraries to packs: equal logits, best epoch, order, scaling, refusals."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from typer.testing import CliRunner

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.errors import DeepSlideError, OutputError, PackError, RequestError
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.process.libraries import import_smp
from tests.training.published.conftest import SmallStudy
from tests.training.published.small_study import FOLDERS, RUNS
from training.__main__ import app
from training.data.case_studies import find_case_studies
from training.data.sources import read_evaluation_scenes
from training.published.conversion import Conversion, Published, convert
from training.published.event_log import recorded_f1
from training.published.ganerod import import_ganerod, read_study
from training.published.hydra_runs import find_runs
from training.published.torch_file import open_torch_file
from training.published.weights import stored_weights

pytestmark = pytest.mark.timeout(900)  # the first of them trains the small study


@pytest.fixture(scope="module")
def packs(small_study: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("packs")
    import_ganerod(small_study.root, small_study.root, target, Conversion(graphs=False))
    return target


def test_every_member_answers_as_the_library_that_trained_it(packs: Path, small_study: SmallStudy) -> None:
    experiment = read_study(small_study.root)
    compared = 0
    for setting, folder in FOLDERS.items():
        pack = open_pack(str(packs / f"ganerod-{setting}"))
        pack.check_members(pack.card.members)
        (scene,) = read_evaluation_scenes(experiment, pack.card.setting, "test", small_study.root)
        bands, _ = scene.read(slice(None), slice(None))
        tiles = normalise(bands[None], pack.card.normalisation)
        for member in pack.card.members:
            expected = small_study.logits(setting, int(member.id.split("-")[1]))
            found = load_member(pack, member, torch.device("cpu")).logits(tiles)[0]
            np.testing.assert_allclose(found, expected, atol=2e-3 * max(1, np.abs(expected).max()))
            assert folder in member.notes
            compared += 1
    assert compared == len(RUNS)
    assert {member.architecture for s in FOLDERS for member in open_pack(str(packs / f"ganerod-{s}")).card.members} == {
        run.net for run in RUNS
    }


def test_members_stand_best_first_by_the_f1_that_the_logs_recorded(packs: Path, small_study: SmallStudy) -> None:
    recorded = {(row["setting"], row["number"]): row["val_f1"] for row in small_study.expected["runs"]}
    for setting in FOLDERS:
        card = open_pack(str(packs / f"ganerod-{setting}")).card
        f1 = [member.validation_f1 for member in card.members]
        assert f1 == sorted(f1, reverse=True)
        for member in card.members:
            assert member.validation_f1 == pytest.approx(recorded[setting, int(member.id.split("-")[1])], abs=1e-4)
        assert set(card.thresholds) == {0.5}
        assert card.normalisation.channels == len(card.setting.bands)


def test_the_cards_say_how_each_member_was_trained(packs: Path) -> None:
    card = open_pack(str(packs / "ganerod-s1s2")).card
    (member,) = [member for member in card.members if member.id == "s1s2-81-unetplusplus-jaccard-0.01"]
    assert "loss jaccard, learning rate 0.01, Adam, batches of 4, seed 42, from scratch" in member.notes
    assert "of 2 epochs; sentinel1_and_2_ensemble/81, weights in single precision" in member.notes
    assert "arXiv:2310.05959" in card.citation
    assert card.nodata == "all"
    names = "14. N. Zealand", "1. Iceland", "21. Kyrgyzstan", "22. Italy", "2. Ireland"
    assert {place.name for place in card.training_places} == set(names)
    assert all(5 < place.lon_deg < 25 and 61 < place.lat_deg < 64 for place in card.training_places)
    library = import_smp().from_pretrained(packs / "ganerod-s1s2" / member.id)
    assert type(library).__name__ == "UnetPlusPlus"


def test_the_bands_are_scaled_as_the_study_s_code_sums_them_up(packs: Path, small_study: SmallStudy) -> None:
    """To the last digit, rounding of single precision included; in another order of sums it differs in the third."""
    for setting in FOLDERS:
        card = open_pack(str(packs / f"ganerod-{setting}")).card
        known = [band.name for band in CASE_STUDY_BANDS]
        places = [known.index(name) for name in card.setting.band_names]
        np.testing.assert_allclose(card.normalisation.mean, np.array(small_study.expected["mean"])[places], rtol=1e-12)
        np.testing.assert_allclose(card.normalisation.std, np.array(small_study.expected["std"])[places], rtol=1e-9)


def test_the_best_epoch_is_taken_and_not_the_last(small_study: SmallStudy) -> None:
    (run,) = [run for run in find_runs(small_study.root)["s2"] if run.plan.architecture == "FPN"]
    assert (run.checkpoint.parent / "last.ckpt").is_file()
    best = {row["number"]: row["best"] for row in small_study.expected["runs"] if row["setting"] == "s2"}
    assert run.checkpoint.name == best[11]


def test_a_strict_load_fails_on_the_checkpoints_and_the_restricted_one_finds_the_networks_inert(
    small_study: SmallStudy,
) -> None:
    run = find_runs(small_study.root, ("s2",))["s2"][-1]
    with pytest.raises(Exception, match=r"[Ww]eights.only"):
        torch.load(run.checkpoint, weights_only=True)
    with open_torch_file(run.checkpoint) as file:
        kept = file.content["hyper_parameters"]
        assert {type(kept[name]).__name__ for name in ("net", "loss", "optimizer", "scheduler")} == {"StandIn"}
        assert file.content["pytorch-lightning_version"] == "1.9.1"
        assert all(name.startswith("net.") for name in stored_weights(file.content, run.checkpoint))


def test_f1_from_before_the_first_epoch_ranks_as_in_the_study_but_is_not_the_checkpoint_s(tmp_path: Path) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(tmp_path / "version_0")) as log:
        for epoch, (f1, best) in enumerate([(0.1, 0.3), (0.25, 0.3), (0.2, 0.3)]):
            log.add_scalar("val/f1", f1, epoch)
            log.add_scalar("val/f1_best", best, epoch)
    with SummaryWriter(str(tmp_path / "version_0"), filename_suffix=".test") as log:
        log.add_scalar("test/loss", 9.0, 1)
    found = recorded_f1(tmp_path)
    assert (found.best, found.ranking, found.epochs) == (pytest.approx(0.25), pytest.approx(0.3), 3)
    with pytest.raises(RequestError, match="records no F1"):
        recorded_f1(tmp_path / "elsewhere")


@pytest.fixture
def one_run(small_study: SmallStudy, tmp_path: Path) -> Path:
    """The folder of the lightest run, by itself, to be damaged."""
    job = tmp_path / "models" / FOLDERS["s1s2"] / "7"
    shutil.copytree(small_study.root / "models" / FOLDERS["s1s2"] / "7", job)
    return job


def changed_config(job: Path, *keys: str, value: object) -> None:
    path = job / ".hydra" / "config.yaml"
    config = inner = yaml.safe_load(path.read_text())
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    path.write_text(yaml.safe_dump(config))


def test_a_checkpoint_that_does_not_fit_is_refused_with_the_names_that_differ(
    one_run: Path, small_study: SmallStudy, tmp_path: Path
) -> None:
    changed_config(one_run, "model", "net", "_target_", value="segmentation_models_pytorch.FPN")
    with pytest.raises(RequestError, match="does not fit FPN exactly") as caught:
        import_ganerod(tmp_path, small_study.root, tmp_path / "packs", Conversion(graphs=False))
    assert "missing: decoder.p5.weight" in caught.value.message
    assert "not of this network: decoder.psp" in caught.value.message
    assert not list((tmp_path / "packs").glob("*"))


@pytest.mark.parametrize(
    ("keys", "value", "says"),
    [
        (("data", "channels"), [0, 1], r"reads the channels \[0, 1\]"),
        (("data", "channels"), None, "reads the channels"),
        (("model", "net", "in_channels"), 3, "3 inputs"),
        (("model", "net", "classes"), 2, "2 outputs"),
        (("model", "net", "_target_"), "os.system", "unknown network or loss: system"),
        (("model", "loss", "_target_"), "my.Loss", "unknown network or loss"),
        (("model", "optimizer"), {}, "lacks something: KeyError\\('lr'\\)"),
        (("data",), None, "lacks something"),
    ],
)
def test_a_run_that_is_not_what_its_folder_says_is_refused(
    one_run: Path, tmp_path: Path, keys: tuple[str, ...], value: object, says: str
) -> None:
    changed_config(one_run, *keys, value=value)
    with pytest.raises(RequestError, match=says):
        find_runs(tmp_path)


def test_without_hydra_s_file_the_copy_beside_the_log_does(one_run: Path, tmp_path: Path) -> None:
    before = find_runs(tmp_path)["s1s2"][0]
    shutil.rmtree(one_run / ".hydra")
    assert find_runs(tmp_path)["s1s2"][0].plan == before.plan
    for path in one_run.glob("tensorboard/version_*/hparams.yaml"):
        path.write_text("no: [configuration")
    with pytest.raises(RequestError, match="no readable configuration"):
        find_runs(tmp_path)


def test_what_is_missing_is_said_by_name(one_run: Path, tmp_path: Path) -> None:
    for path in (one_run / "checkpoints").glob("epoch_*.ckpt"):
        path.rename(path.with_name("last.ckpt"))
    with pytest.raises(RequestError, match="no checkpoint of its best epoch") as caught:
        find_runs(tmp_path)
    assert "last.ckpt" in caught.value.remedy
    shutil.rmtree(one_run)
    with pytest.raises(RequestError, match="no run folders"):
        find_runs(tmp_path)
    with pytest.raises(RequestError, match="no runs of the reference study"):
        find_runs(tmp_path / "models" / "elsewhere")
    with pytest.raises(RequestError, match="no setting s9"):
        find_runs(tmp_path, ("s9",))


def test_half_precision_is_chosen_and_members_that_change_too_much_are_refused(
    one_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = find_runs(tmp_path)["s1s2"]
    published = Published(run.plan, run.checkpoint, 11)
    for half in (False, True):
        member = convert(published, tmp_path / f"pack{half}", 0.5, "made", Conversion(half=half, graphs=False))
        assert ("half" if half else "single") in member.notes
    sizes = [(tmp_path / f"pack{half}" / run.plan.id / "model.safetensors").stat().st_size for half in (False, True)]
    assert sizes[1] == pytest.approx(sizes[0] / 2, rel=0.1)
    monkeypatch.setattr("training.packs.pack_writing.LARGEST_CHANGE", {True: 1e-9, False: 1e-6})
    with pytest.raises(PackError, match=r"logits of .* change"):
        convert(published, tmp_path / "strict", 0.5, "made", Conversion(half=True, graphs=False))
    convert(published, tmp_path / "exact", 0.5, "made", Conversion(graphs=False))


def test_packs_in_the_way_and_data_that_are_not_there_are_refused_before_anything_is_written(
    one_run: Path, small_study: SmallStudy, tmp_path: Path
) -> None:
    with pytest.raises(DeepSlideError, match="no case studies"):
        import_ganerod(tmp_path, tmp_path / "nothing", tmp_path / "packs", Conversion(graphs=False))
    (tmp_path / "packs" / "ganerod-s1s2").mkdir(parents=True)
    with pytest.raises(OutputError, match="there already"):
        import_ganerod(tmp_path, small_study.root, tmp_path / "packs", Conversion(graphs=False))


def test_the_command_takes_the_best_of_one_setting(small_study: SmallStudy, tmp_path: Path) -> None:
    arguments = ["import", "ganerod", "--models", str(small_study.root), "--data", str(small_study.root)]
    arguments += ["--to", str(tmp_path), "--setting", "s1s2", "--best", "1", "--half", "--no-graphs"]
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 0, run.output
    card = open_pack(str(tmp_path / "ganerod-s1s2")).card
    assert len(card.members) == 1
    assert card.members[0].validation_f1 == max(
        round(row["val_f1"], 4) for row in small_study.expected["runs"] if row["setting"] == "s1s2"
    )


def test_the_data_of_the_small_study_are_paired_as_the_real_ones(small_study: SmallStudy) -> None:
    pairs = find_case_studies(small_study.root / "global_dataset" / "train_val")
    assert [pair.name for pair in pairs] == ["14", "1", "21", "22", "2"]
