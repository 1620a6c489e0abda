"""Tables and figures: the papers' own numbers, the same numbers in table and figure, and files that can be opened."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.scores import PixelScores
from tests.training.made_studies import made_experiment, made_splits, made_studies
from training.ensembles.thresholds import f1_of
from training.figures.deepslide_table import PRINTED, batch_mean, deepslide_table
from training.figures.ensemble_size import size_figure, size_table
from training.figures.error_map import choose_scenes, colour_codes, side_by_side
from training.figures.improvement_table import improvement_table, percent_of_ensemble, percent_of_single
from training.figures.member_table import member_table
from training.figures.performance_diagram import performance_diagram, performance_table
from training.figures.reliability_diagram import reliability_figure
from training.figures.style import save


@pytest.mark.parametrize(
    ("single", "ensemble", "printed"),
    [(0.287, 0.44, 34), (0.525, 0.57, 8), (0.525, 0.61, 15), (0.643, 0.68, 5), (0.643, 0.69, 7), (0.650, 0.68, 4)],
)
def test_the_paper_counts_the_improvement_of_the_ensembles_f1(single: float, ensemble: float, printed: int) -> None:
    assert percent_of_ensemble(ensemble, single) == pytest.approx(printed, abs=1.2)
    assert percent_of_single(ensemble, single) > percent_of_ensemble(ensemble, single)


def test_the_relative_gain_of_s1_is_53_percent() -> None:
    assert percent_of_single(0.44, 0.287) == pytest.approx(53, abs=1)


def test_table_7_lists_the_ten_best_and_then_single_ensemble_and_oracle(tmp_path: Path) -> None:
    studies = made_studies()
    table = member_table(made_experiment(tmp_path), studies)
    assert len(table.rows) == 2 * 13
    validation = [row[1] for row in table.rows[:10]]
    assert validation == sorted(validation, reverse=True)
    assert table.rows[0][2:5] == ("dice", "0.01", "Unet")
    on_test = [row[7] for row in table.rows[:10]]
    assert (int(np.argmax(on_test)), 7) in table.bold
    assert (int(np.argmin(on_test)), 7) in table.underlined
    assert [row[2].split(" (")[0] for row in table.rows[10:13]] == ["chosen on validation", "ensemble", "oracle"]
    assert table.rows[10][7] == table.rows[0][7]
    assert table.rows[12][7] == max(f1_of(row.scores) for row in studies[0].members)
    assert "F1 (test)" in table.columns


def test_without_a_test_split_captions_say_that_halves_stand_for_it(tmp_path: Path) -> None:
    table = improvement_table(made_experiment(tmp_path), made_studies(halved=True))
    assert "no test split" in table.caption
    assert "cross-fitted" in table.title


def test_table_8_has_both_ways_of_counting_and_figure_5_the_same_scores(tmp_path: Path) -> None:
    experiment, studies = made_experiment(tmp_path), made_studies()
    table, diagram = improvement_table(experiment, studies), performance_table(experiment, studies)
    assert table.columns[:5] == (
        "Setting",
        "F1 single",
        "F1 ens (10)",
        "ens (10): % of ensemble",
        "ens (10): % of single",
    )
    for row, study in zip(table.rows, studies, strict=True):
        single, ten = f1_of(study.single.scores), f1_of(study.sizes[9].scores)
        assert row[1:3] == (single, ten)
        assert row[3] == f"{100 * (ten - single) / ten:+.1f} %"
        assert row[4] == f"{100 * (ten - single) / single:+.1f} %"
        points = [line for line in diagram.rows if line[0] == row[0]]
        assert points[0][4] == pytest.approx(single)
        assert points[1][1:5] == ("ensemble of 10", study.sizes[9].scores.precision, study.sizes[9].scores.recall, ten)
        assert points[-1][1] == "oracle"


def test_the_diagram_draws_every_point_of_its_table(tmp_path: Path) -> None:
    studies = made_studies()
    axes = performance_diagram(studies).axes[0]
    drawn = {tuple(np.round(c.get_offsets()[0], 6)) for c in axes.collections if len(c.get_offsets())}
    listed = {
        (round(row[2], 6), round(row[3], 6)) for row in performance_table(made_experiment(tmp_path), studies).rows
    }
    assert listed <= drawn


def test_lines_of_equal_f1_and_bias_are_where_they_belong() -> None:
    axes = performance_diagram(made_studies()).axes[0]
    curves = [line.get_xydata() for line in axes.lines if len(line.get_xydata()) > 2]
    for f1, curve in zip(np.arange(0.1, 1, 0.1), curves, strict=True):
        precision, recall = curve.T
        np.testing.assert_allclose(2 * precision * recall / (precision + recall), f1, rtol=1e-6)
        assert recall.max() == pytest.approx(1)
    straight = [line.get_xydata()[1] for line in axes.lines if len(line.get_xydata()) == 2]
    assert sorted(round(y / x, 3) for x, y in straight) == [0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0]


def test_figure_6_draws_the_f1_of_every_size_in_its_table(tmp_path: Path) -> None:
    studies = made_studies()
    table, axes = size_table(made_experiment(tmp_path), studies), size_figure(studies).axes[0]
    drawn = {line.get_label(): line.get_xydata() for line in axes.lines}
    for name in ("S1", "S2"):
        listed = [(row[1], row[2]) for row in table.rows if row[0] == name]
        np.testing.assert_allclose(drawn[name], listed)


def test_files_can_be_opened_and_hold_the_tables_numbers(tmp_path: Path) -> None:
    studies = made_studies()
    table = size_table(made_experiment(tmp_path), studies)
    csv_path, text_path = table.write(tmp_path / "sizes")
    with open(csv_path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["F1 (test)"]) for row in rows] == pytest.approx([row[2] for row in table.rows], abs=1e-6)
    assert f"| {table.rows[0][2]:.3f} |" in text_path.read_text()
    png, svg = save(size_figure(studies), tmp_path / "sizes")
    again = save(size_figure(studies), tmp_path / "again")[1]
    with Image.open(png) as image:
        assert image.width > 1000
    assert svg.read_text().startswith("<?xml")
    assert svg.read_bytes() == again.read_bytes()


def test_reliability_draws_share_against_probability() -> None:
    validation, _ = made_splits("s1")
    counts = validation.count("s1-m0")
    axes = reliability_figure({"one": counts}).axes[0]
    mean, share, pixels = counts.reliability()
    np.testing.assert_allclose(axes.lines[1].get_xydata(), np.stack([mean, share], 1)[pixels >= 50])


def test_seven_colours_are_those_of_the_paper() -> None:
    image = colour_codes(np.arange(8, dtype=np.uint8)[None])[0].tolist()
    red, green, yellow, blue, magenta, cyan, white = image[1:]
    assert (red, green, blue) == ([255, 0, 0], [0, 255, 0], [0, 0, 255])
    assert (yellow, magenta, cyan, white) == ([255, 255, 0], [255, 0, 255], [0, 255, 255], [255, 255, 255])


def test_the_scenes_with_most_landslides_are_shown_or_the_one_asked_for() -> None:
    validation, _ = made_splits("s1")
    landslides = np.bincount(validation.group[validation.label])
    assert choose_scenes(validation, 1, "") == (int(np.argmax(landslides)),)
    assert choose_scenes(validation, 2, "g3") == (3,)
    with pytest.raises(RequestError, match=r"no case study 'typo'.*g0, g1"):
        choose_scenes(validation, 2, "typo")
    sheet = side_by_side([np.full((4, 5), code, np.uint8) for code in (1, 2, 3, 4, 5)])
    assert sheet.shape == (12, 28)
    assert sheet[8, 3] == 5


def test_batch_means_are_means_of_batches_not_of_pixels() -> None:
    images = [PixelScores(0.5, 8, 2, 0, 90), PixelScores(0.5, 0, 0, 0, 100), PixelScores(0.5, 1, 0, 9, 90)]
    f1, precision, recall = batch_mean(images, 1)
    assert f1 == pytest.approx((16 / 18 + 0 + 2 / 11) / 3)
    assert precision == pytest.approx((0.8 + 0 + 1) / 3)
    assert recall == pytest.approx((1 + 0 + 0.1) / 3)
    assert batch_mean(images, 2)[0] == pytest.approx((2 * 16 / 18 + 2 / 11) / 3)


def test_deepslides_table_has_both_f1_and_the_printed_one(tmp_path: Path) -> None:
    validation, _ = made_splits("s1")
    table = deepslide_table(made_experiment(tmp_path), {"s1": validation})
    assert len(table.rows) == 12
    for row in table.rows:
        assert row[6] == pytest.approx(validation.count(row[-1]).at(0.5).f1)
        assert row[9] == PRINTED["Unet", "resnet34"] == 0.7470
    assert [row[3] for row in table.rows] == sorted((row[3] for row in table.rows), reverse=True)
