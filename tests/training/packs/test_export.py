"""From trained members to a pack that prediction opens, and what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.errors import OutputError, PackError, RequestError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.process.libraries import import_smp
from tests.training.ensembles.made_pixels import best_f1_by_hand
from training.__main__ import app
from training.ensembles.cached_predictions import open_pixels
from training.members.predictions import predict
from training.members.trained import load_trained, read_checkpoint
from training.packs.export import Choice, choose_members, export, size_of
from training.packs.mosaic import SCORE_NAME, score_mosaic, side_by_side
from training.planning.experiment import Experiment
from training.planning.run_folder import RunFolder
from training.planning.workspace import Workspace

NO_DATA = Path("no data")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory, experiment: Experiment, data: Path, runs: Path) -> Path:
    return export(Workspace(experiment, data, runs), tmp_path_factory.mktemp("packs") / "tiny").parent


def test_prediction_opens_the_pack_with_the_logits_of_training(pack: Path, experiment: Experiment, runs: Path) -> None:
    opened = open_pack(str(pack))
    opened.check_members(opened.card.members)
    batch = np.random.default_rng(0).standard_normal((2, 3, 64, 64)).astype(np.float32)
    for member in opened.card.members:
        network = load_trained(Workspace(experiment, NO_DATA, runs), experiment.member(member.id)).network
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
    expected = [f"{m}/{name}" for m in ("fpn", "unet") for name in ("config.json", "graph.onnx", "model.safetensors")]
    assert files == ["ensemble.json", *expected]
    weights = load_file(pack / "fpn" / "model.safetensors")
    assert {w.dtype for w in weights.values() if w.is_floating_point()} == {torch.float16}


def test_the_card_lists_members_best_first_with_scores_and_on_what(pack: Path) -> None:
    card = open_pack(str(pack)).card
    f1 = [member.validation_f1 for member in card.members]
    assert f1 == sorted(f1, reverse=True)
    assert len(card.thresholds) == 2
    names = [item.name for item in card.scores]
    members = [f"pixel F1, {member.id}" for member in card.members]
    disturbed = ["pixel F1, ensemble, random gains", "pixel F1, ensemble, one raster gain"]
    assert names == ["pixel F1, ensemble", *members, *disturbed]
    assert all("4 validation tiles of squares on noise" in item.data for item in card.scores)


def test_thresholds_are_tuned_for_the_way_members_are_combined(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    pixels = open_pixels(Workspace(experiment, data, runs), experiment.members, "validation")
    kept = {member: np.asarray(values, np.float64) for member, values in pixels.probabilities.items()}
    for combine in ("mean_probability", "mean_logit"):
        changed = replace(experiment, card=replace(experiment.card, combine=combine))
        card = ModelCard.from_json(export(Workspace(changed, data, runs), tmp_path / combine).read_text())
        assert card.combine == combine
        both = np.stack([kept[member.id] for member in card.members])
        inner = np.clip(both, 2.0**-12, 1 - 2.0**-12)
        logits = np.log(inner / (1 - inner)).mean(axis=0)
        mean = both.mean(axis=0) if combine == "mean_probability" else 1 / (1 + np.exp(-logits))
        best, _ = best_f1_by_hand(mean, pixels.label)
        mask = mean >= card.thresholds[1]
        assert 2 * (mask & pixels.label).sum() / (mask.sum() + pixels.label.sum()) == pytest.approx(best, abs=5e-3)


def test_members_are_chosen_by_name_by_number_and_by_size(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    def members(name: str, choice: Choice) -> list[str]:
        card = ModelCard.from_json(
            export(Workspace(experiment, data, runs), tmp_path / name, choice=choice).read_text()
        )
        return [member.id for member in card.members]

    order = members("all", Choice())
    assert members("named", Choice(members=("unet",))) == ["unet"]
    assert members("best", Choice(best=1)) == order[:1]
    card = json.loads((tmp_path / "best" / "ensemble.json").read_text())
    assert "pixel F1, ensemble and its choice" in [item["name"] for item in card["scores"]]
    sizes = {
        plan.id: size_of(load_trained(Workspace(experiment, NO_DATA, runs), plan).network) / 1e6
        for plan in experiment.members
    }
    small = min(sizes, key=sizes.get)
    assert members("small", Choice(max_mb=sizes[small] * 1.01)) == [small]
    with pytest.raises(RequestError, match="No member fits"):
        export(Workspace(experiment, data, runs), tmp_path / "none", choice=Choice(max_mb=0.001))
    assert not (tmp_path / "none").exists()


def test_a_choice_by_size_counts_the_bytes_of_the_files(
    pack: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    loaded = {plan.id: load_trained(Workspace(experiment, NO_DATA, runs), plan) for plan in experiment.members}
    for name, trained in loaded.items():
        written = (pack / name / "model.safetensors").stat().st_size
        assert size_of(trained.network) == pytest.approx(written, rel=0.05)
    pixels = open_pixels(Workspace(experiment, data, runs), experiment.members, "validation")
    assert len(choose_members(pixels, loaded, "vote", Choice()).order) == 2


def test_a_member_that_was_never_trained_or_validated_is_not_exported(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    with pytest.raises(RequestError, match="never trained"):
        export(Workspace(experiment, data, tmp_path), tmp_path / "pack")
    shutil.copytree(runs, tmp_path / "runs")
    for log in (tmp_path / "runs" / "tiny").glob("*/log-1/metrics.csv"):
        log.write_text("epoch,step,train_loss\n0,1,0.5\n")
    with pytest.raises(RequestError, match="never validated"):
        export(Workspace(experiment, data, tmp_path / "runs"), tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_member_that_half_precision_changes_is_not_exported(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    shutil.copytree(runs, tmp_path / "runs")
    checkpoint = RunFolder.of(tmp_path / "runs", "tiny", "unet").last
    state = read_checkpoint(checkpoint)
    factors = {"conv1.1.weight": 1e3, "conv1.1.bias": 1e3, "conv2.1.weight": 1e-7, "conv2.1.bias": 1e-7}
    for name, factor in factors.items():
        state["state_dict"][f"network.decoder.blocks.2.{name}"] *= factor  # 1e-7 is 1.2e-7 in half precision
    state["state_dict"]["network.segmentation_head.0.weight"] *= 1e5
    torch.save(state, checkpoint)
    with pytest.raises(PackError, match="logits of 'unet' change by 0") as caught:
        export(Workspace(experiment, data, tmp_path / "runs"), tmp_path / "pack")
    assert "leave it out" in caught.value.remedy
    assert not (tmp_path / "pack").exists()
    assert export(
        Workspace(experiment, data, tmp_path / "runs"), tmp_path / "pack", choice=Choice(members=("fpn",))
    ).is_file()


def test_what_no_pack_can_hold_is_refused_with_a_remedy(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    mixed = replace(experiment, members=(*experiment.members, replace(experiment.members[0], id="b", setting="s1")))
    with pytest.raises(RequestError, match=r"rgb, s1.*--setting"):
        export(Workspace(mixed, data, runs), tmp_path / "pack")
    assert len(mixed.with_setting("rgb").members) == 2


def test_a_folder_in_the_way_is_not_written_over(
    tmp_path: Path, experiment: Experiment, data: Path, runs: Path
) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        export(Workspace(experiment, data, runs), tmp_path)
    assert (tmp_path / "note.txt").is_file()


class Pixelwise(torch.nn.Module):
    """A network whose result turns with its input."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Conv2d(3, 1, 1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        return self.layer(tiles)


class Lopsided(Pixelwise):
    """A network that knows left from right."""

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        return self.layer(tiles) + torch.linspace(-2, 2, tiles.shape[-1])


def test_turned_predictions_of_an_equivariant_network_are_the_plain_ones(
    experiment: Experiment, data: Path, runs: Path
) -> None:
    from training.data.datasets import open_evaluation

    torch.manual_seed(1)
    images = open_evaluation(Workspace(experiment, data, runs), experiment.members[0], "validation")
    turning, lopsided = Pixelwise(), Lopsided()
    plain, left = predict(turning, images), predict(lopsided, images).astype(float)
    assert plain.std() > 0.01
    for turns in (4, 8):
        np.testing.assert_allclose(predict(turning, images, turns), plain, atol=2e-3)
        assert np.abs(predict(lopsided, images, turns) - left).max() > 0.05


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
    commands = ("simulate", "stats", "train", "sweep", "rank", "ensemble", "evaluate", "figures", "score", "export")
    for command in (*commands, "mosaic"):
        assert command in listed.output
        explained = runner.invoke(app, [command, "--help"])
        assert explained.exit_code == 0
        assert len(explained.output) > 400


def test_what_the_commands_do_not_know_is_refused(data: Path, runs: Path, experiment_file: Path) -> None:
    where = [str(experiment_file), "--data", str(data), "--runs", str(runs)]
    for turns in ("0", "3"):
        refused = CliRunner().invoke(app, ["rank", *where, "--turns", turns])
        assert refused.exit_code == 2
        assert f"{turns} is none of 1, 4, 8" in refused.output
    for command in ("stats", "rank", "ensemble", "evaluate", "score", "export"):
        refused = CliRunner().invoke(app, [command, *where, "--setting", "typo"])
        assert isinstance(refused.exception, RequestError), command
        assert "reads the bands 'typo'" in str(refused.exception)


def test_every_result_of_a_trained_experiment_is_written(data: Path, runs: Path, experiment_file: Path) -> None:
    runner = CliRunner()
    where = [str(experiment_file), "--data", str(data), "--runs", str(runs)]
    for command in ("rank", "ensemble", "evaluate", "figures", "score", "stats"):
        ran = runner.invoke(app, [command, *where], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
    folder = runs / "tiny"
    for stem in (
        "ranking",
        "ensembles-rgb",
        "evaluation/rgb/overall",
        "evaluation/rgb/by-case",
        "evaluation/rgb/by-size",
    ):
        assert (folder / f"{stem}.csv").is_file()
        assert (folder / f"{stem}.md").is_file()
    drawn = {path.name for path in (folder / "figures").iterdir()}
    tables = {"table-7-members", "table-8-improvement", "deepslide-table"}
    figures = {"figure-5-performance", "figure-6-ensemble-size", "figure-7-errors", "reliability"}
    expected = {f"{stem}.{kind}" for stem in tables | figures for kind in ("csv", "md")}
    expected |= {f"{stem}.{kind}" for stem in figures for kind in ("png", "svg")} | {"figures.md"}
    assert drawn == expected
    assert "no test split" in (folder / "figures" / "table-8-improvement.md").read_text()
