"""A tiny experiment from training to a pack that prediction opens."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.engine.libraries import import_smp
from deepslide_qgis.engine.torch_member import load_member
from training.__main__ import app
from training.experiment import Experiment, read_experiment
from training.export import export
from training.lightning_member import make_network
from training.mosaic import SCORE_NAME, score_mosaic, side_by_side
from training.score import score
from training.train import train_member
from training.trained import load_trained, read_log


@pytest.fixture(scope="module")
def experiment(experiment_file: Path) -> Experiment:
    return read_experiment(experiment_file)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory, experiment: Experiment, data: Path, runs: Path) -> Path:
    score(experiment, data, runs)
    return export(experiment, data, runs, tmp_path_factory.mktemp("packs") / "tiny").parent


def test_a_run_folder_says_how_the_member_was_made(runs: Path, experiment_file: Path) -> None:
    folder = runs / "tiny" / "fpn"
    assert (folder / "experiment.toml").read_text() == experiment_file.read_text()
    assert json.loads((folder / "versions.json").read_text())["torch"] == str(torch.__version__)
    assert (folder / "best.ckpt").is_file()
    assert (folder / "last.ckpt").is_file()
    assert [row["epoch"] for row in read_log(folder) if row.get("val_f1")] == ["0", "1"]


def test_arguments_that_a_network_does_not_take_are_refused_with_its_reason(experiment: Experiment) -> None:
    plan = replace(experiment.member("fpn"), arguments={"decoder_segmentation_channels": 20})
    with pytest.raises(RequestError, match=r"'fpn' cannot be made: .*divisible"):
        make_network(plan, 3)


def test_a_rerun_goes_on_where_training_stopped(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path, capsys: pytest.CaptureFixture
) -> None:
    plan = experiment.member("fpn")
    folder = train_member(experiment, experiment_file, plan, data, tmp_path, until_epoch=1)
    assert torch.load(folder / "last.ckpt", weights_only=True)["global_step"] == 2
    capsys.readouterr()
    train_member(experiment, experiment_file, plan, data, tmp_path)
    printed = capsys.readouterr().out
    assert "epoch 2/2" in printed
    assert "epoch 1/2" not in printed
    assert torch.load(folder / "last.ckpt", weights_only=True)["global_step"] == 4
    assert [row["epoch"] for row in read_log(folder) if row.get("val_f1")] == ["0", "1"]


def test_prediction_opens_the_pack_with_the_logits_of_training(pack: Path, experiment: Experiment, runs: Path) -> None:
    opened = open_pack(str(pack))
    opened.check_members(opened.card.members)
    batch = np.random.default_rng(0).standard_normal((2, 3, 64, 64)).astype(np.float32)
    for member in opened.card.members:
        network = load_trained(experiment, experiment.member(member.id), runs).network
        with torch.inference_mode():
            expected = network(torch.from_numpy(batch))[:, 0].numpy()
        found = load_member(opened, member, torch.device("cpu")).logits(batch)
        np.testing.assert_allclose(found, expected, atol=0.02)
        assert np.abs(expected).max() > 0.05


def test_smp_opens_each_member_folder(pack: Path) -> None:
    for member in open_pack(str(pack)).card.members:
        network = import_smp().from_pretrained(pack / member.id)
        assert type(network).__name__ == member.architecture


def test_the_pack_holds_half_precision_weights_and_nothing_else(pack: Path) -> None:
    from safetensors.torch import load_file

    files = sorted(path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file())
    expected = [f"{m}/{name}" for m in ("fpn", "unet") for name in ("config.json", "model.safetensors")]
    assert files == ["ensemble.json", *expected]
    weights = load_file(pack / "fpn" / "model.safetensors")
    assert {w.dtype for w in weights.values() if w.is_floating_point()} == {torch.float16}


def test_members_are_listed_best_first_with_scores(pack: Path) -> None:
    card = open_pack(str(pack)).card
    f1 = [member.validation_f1 for member in card.members]
    assert f1 == sorted(f1, reverse=True)
    assert len(card.thresholds) == 2
    assert card.scores[0].name == "pixel F1, ensemble"
    assert any("random gains" in s.name for s in card.scores)
    assert any("one raster gain" in s.name for s in card.scores)


def test_a_member_that_was_never_trained_or_validated_is_not_exported(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    with pytest.raises(RequestError, match="never trained"):
        export(experiment, data, tmp_path, tmp_path / "pack")
    for plan in experiment.members:
        folder = train_member(experiment, experiment_file, plan, data, tmp_path)
        (folder / "log-1" / "metrics.csv").write_text("epoch,step,train_loss\n0,1,0.5\n")
    with pytest.raises(RequestError, match="never validated"):
        export(experiment, data, tmp_path, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_folder_in_the_way_is_not_written_over(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        export(experiment, data, runs, tmp_path)
    assert (tmp_path / "note.txt").is_file()


def test_tiles_lie_side_by_side_in_their_order() -> None:
    tiles = np.arange(3 * 2 * 4 * 4, dtype=np.float32).reshape(3, 2, 4, 4)
    image = side_by_side(tiles, np.nan)
    assert image.shape == (2, 8, 8)
    np.testing.assert_array_equal(image[:, :4, 4:], tiles[1])
    np.testing.assert_array_equal(image[:, 4:, :4], tiles[2])
    assert np.isnan(image[:, 4:, 4:]).all()


def test_the_mosaic_is_predicted_by_the_engine(pack: Path, experiment: Experiment, data: Path, tmp_path: Path) -> None:
    result, log = score_mosaic(experiment, data, pack, keep=tmp_path)
    assert result.name == SCORE_NAME
    assert 0 <= result.value <= 1
    assert any("Brightness" in line for line in log)
    assert (tmp_path / "probability.tif").is_file()


def test_the_command_line_explains_itself() -> None:
    runner = CliRunner()
    listed = runner.invoke(app, ["--help"])
    assert listed.exit_code == 0
    for command in ("simulate", "train", "score", "export", "mosaic"):
        assert command in listed.output
        assert runner.invoke(app, [command, "--help"]).exit_code == 0
