"""The study's tables from its own networks: the numbers that its own code gives, and what is said of those printed."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from deepslide_qgis.core.scores import PixelScores
from tests.training.ensembles.made_pixels import made_pixels
from tests.training.made_data import case_study, experiment_of, write_case_study
from tests.training.made_studies import made_studies
from tests.training.published.conftest import SmallStudy
from tests.training.published.small_study import RUNS
from training.__main__ import app
from training.data.centre_cut import centre_cut
from training.data.scenes import SceneInMemory
from training.data.sources import read_evaluation_scenes, read_scenes
from training.ensembles.ranking import rank
from training.planning.plans import MemberPlan
from training.published.event_log import RecordedF1
from training.published.hydra_runs import PublishedRun
from training.published.printed_comparison import compare
from training.published.printed_tables import PrintedMember, printed_ensembles, printed_members
from training.published.reproduce import PAGE, Places, reproduce

pytestmark = pytest.mark.timeout(900)  # the first of them trains the small study


@pytest.fixture(scope="module")
def places(small_study: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("reproduced")
    return Places(small_study.root, small_study.root, folder / "runs", folder / "figures")


@pytest.fixture(scope="module")
def said(places: Places) -> list[str]:
    lines: list[str] = []
    comparison = reproduce(places, report=lines.append)
    assert (places.target / PAGE).read_text().startswith("# The reference study, reproduced")
    return [*lines, *comparison.sentences]


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_f1_on_validation_is_what_lightning_recorded(said: list[str], places: Places, small_study: SmallStudy) -> None:
    """Scaling, split, cut and score are the study's: its own run of the same data logged the same F1."""
    for row in rows(places.target / "reproduced-validation.csv"):
        assert (row["Members"], row["Agree"]) == (row["Members"], row["Members"])
        assert float(row["Largest difference"]) < 0.001
    assert sum("counted again is what the logs recorded" in line for line in said) == 4
    assert max(row["val_f1"] for row in small_study.expected["runs"]) > 0.1


def test_ensembles_and_members_score_as_by_the_study_s_own_way(
    said: list[str], places: Places, small_study: SmallStudy
) -> None:
    titles = {"s1": "S1", "s2": "S2", "s1s2": "S1+S2", "all": "all"}
    sizes = rows(places.target / "figure-6-ensemble-size.csv")
    runs = small_study.expected["runs"]
    tests = {f"{row['setting']}-{row['number']:02d}": row["test"] for row in small_study.expected["runs"]}
    for setting, title in titles.items():
        found = [row for row in sizes if row["Setting"] == title]
        expected = small_study.expected["ensembles"][setting]
        assert len(found) == len(expected)
        assert len({row["f1_best"] for row in runs if row["setting"] == setting}) == len(found), "no ties"
        for row, values in zip(found, expected, strict=True):
            got = [float(row[name] or 0) for name in ("Precision", "Recall", "F1 (test)")]
            assert got == pytest.approx(values, abs=3e-3)
    table = rows(places.target / "table-7-members.csv")
    singles = [row for row in table if row["Architecture"] and "oracle" not in row["Loss"]]
    assert len(singles) == len(RUNS)
    scores = sorted(round(float(row["F1 (test)"]), 3) for row in singles)
    assert scores == pytest.approx(sorted(values[2] for values in tests.values()), abs=2e-3)


def test_all_tables_and_figures_are_drawn(said: list[str], places: Places) -> None:
    names = {path.name for path in places.target.iterdir()}
    for stem in ("figure-5-performance", "figure-6-ensemble-size", "figure-7-errors"):
        assert {f"{stem}.png", f"{stem}.svg", f"{stem}.csv"} <= names
    assert {"table-7-members.md", "table-8-improvement.md", "reproduced-table-7.md", PAGE} <= names
    page = (places.target / PAGE).read_text()
    assert "Not among the runs: printed rank" in page
    assert "Figure 7 is a map" in page


def test_given_again_only_what_is_missing_is_predicted(said: list[str], places: Places) -> None:
    assert sum("predicting with" in line for line in said) == len(RUNS)
    experiment = places.runs / "ganerod-published"
    shutil.rmtree(next(experiment.glob("s1s2-07-*")))
    again: list[str] = []
    reproduce(replace(places, target=places.target / "again"), ("s1s2",), again.append)
    assert any("predicting with s1s2-07-pspnet-bce-0.01" in line for line in again)
    assert sum("predicting" in line for line in again) == 1


def test_the_command_prints_the_comparison(said: list[str], places: Places) -> None:
    arguments = ["reproduce", "ganerod", "--data", str(places.data), "--models", str(places.models), "--setting", "s2"]
    run = CliRunner().invoke(app, [*arguments, "--runs", str(places.runs), "--to", str(places.target / "command")])
    assert run.exit_code == 0, run.output
    assert "Table 7, printed and reproduced" in run.output
    assert "S2: " in run.output


def test_scenes_are_cut_about_their_centre_and_gaps_scored_only_where_asked(tmp_path: Path) -> None:
    bands, label = case_study(1, (75, 103))
    bands[:, 30:40] = np.nan
    for part in ("train", "test"):
        write_case_study(tmp_path / part, "one", bands, label)
    table = 'test = "test"\n'
    plain = experiment_of(
        tmp_path, "case_studies", "s1s2", ('validation = "validation"', f'validation = "train"\n{table}')
    )
    study = replace(plain, data=replace(plain.data, centre_crop=True, score_gaps=True))
    setting = plain.bands_of(plain.members[0])
    (whole,), (cut,) = (read_evaluation_scenes(one, setting, "test", tmp_path) for one in (plain, study))
    assert (whole.shape, cut.shape) == ((75, 103), (64, 96))
    assert (whole.label[30:40] == 255).all()
    np.testing.assert_array_equal(cut.label, label[0, 6:70, 4:100])
    np.testing.assert_array_equal(cut.read(slice(None), slice(5, 9))[0], whole.read(slice(6, 70), slice(9, 13))[0])
    (uncut,) = read_scenes(study, setting, "test", tmp_path)
    assert uncut.shape == (75, 103)  # statistics and training see all of it
    with pytest.raises(Exception, match="too small to be cut"):
        centre_cut(SceneInMemory("tiny", np.zeros((1, 20, 90), np.float32), np.zeros((20, 90), np.uint8)))


def test_recorded_scores_rank_members_where_there_are_some() -> None:
    pixels = made_pixels(4)
    names = list(pixels.probabilities)
    turned = replace(pixels, recorded={name: number for number, name in enumerate(names)})
    assert [row.member for row in rank(turned, "half")] == names[::-1]
    assert [row.f1 for row in rank(turned, "half")] == [pixels.count(name).at(0.5).f1 for name in names[::-1]]


def test_what_agrees_and_what_differs_is_told_apart(tmp_path: Path) -> None:
    """A study that scores exactly as printed agrees; one digit off is named."""
    study = made_studies()[0]
    printed = [row for row in printed_members() if row.setting == "s1"]
    runs, members = [], []
    for row, member in zip(printed, study.members):
        plan = replace_plan(row, member.member)
        runs.append(PublishedRun(tmp_path, plan, tmp_path, RecordedF1(0.4, row.validation_f1, 9), 42, 4))
        members.append(replace(member, scores=scored(row.precision, row.recall)))
    notebook = {row.size: row for row in printed_ensembles() if row.setting == "s1" and row.source == "notebook"}
    sizes = tuple(
        replace(size, scores=scored(notebook[size.size].precision, notebook[size.size].recall))
        if size.size in notebook
        else size
        for size in study.sizes
    )
    made = replace(study, members=tuple(members), sizes=sizes)
    table, ensembles, _ = compare([made], {"s1": runs}).tables.values()
    assert [row[-1] for row in table.rows] == [""] * 10
    assert [row[-1] for row in ensembles.rows if row[-2] == "notebook"] == [""] * 5
    off = replace(made, members=(replace(members[0], scores=scored(0.5, 0.5)), *members[1:]))
    found = compare([off], {"s1": runs})
    assert found.tables["reproduced-table-7"].rows[0][-1] == "precision, recall, F1"
    assert any("1 of 10 of the members in Table 7 differ (rank 1)" in line for line in found.sentences)
    assert any("differs from what the logs recorded" in line for line in found.sentences)


def replace_plan(row: PrintedMember, member: str) -> MemberPlan:
    return MemberPlan(
        member, row.architecture, "resnet34", setting="s1", loss={row.loss: 1.0}, learning_rate=row.learning_rate
    )


def scored(precision: float, recall: float) -> PixelScores:
    positives = 1_000_000
    hits = round(recall * positives)
    return PixelScores(0.5, hits, round(hits / precision) - hits, positives - hits, 10_000_000)
