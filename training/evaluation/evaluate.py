"""Evaluation tables of one band setting: overall, by case study, by stratum, by landslide size."""

from __future__ import annotations

from collections.abc import Sequence

from deepslide_qgis.core.scores import PixelScores, ratio
from deepslide_qgis.engine.comparison.error_map import ENSEMBLE as ENSEMBLE_BIT
from deepslide_qgis.engine.comparison.error_map import SINGLE as SINGLE_BIT
from deepslide_qgis.engine.comparison.error_map import scores_of_codes
from training.ensembles.cached_predictions import open_splits, trained_members
from training.ensembles.ensemble_choice import MEAN
from training.ensembles.folds import folds_of
from training.ensembles.thresholds import rule_of
from training.evaluation.predictors import NAMES, SINGLE, GroupCounts, Predictors, choose_predictors, count_groups
from training.evaluation.scene_tallies import SceneTallies, tally_scenes
from training.evaluation.scores import SCORES, TITLES, intervals_of, scores_of
from training.evaluation.strata import TITLES as STRATUM_TITLES
from training.planning.experiment import Experiment
from training.planning.workspace import Workspace
from training.tables import Cell, ResultTable


def evaluate(
    workspace: Workspace, setting: str, size: int = 0, how: str = MEAN, turns: int = 1
) -> dict[str, ResultTable]:
    """Return the tables of one setting by file name; ``size`` 0: the best ensemble size on the choosing data."""
    selected = workspace.with_setting(setting)
    experiment = selected.experiment
    validation, test = open_splits(selected, trained_members(selected), turns)
    predictors = choose_predictors(folds_of(validation, test), rule_of(experiment), how, size)
    groups = {who: count_groups(predictors, who) for who in NAMES}
    tallies = tally_scenes(experiment, setting, predictors, "validation" if test is None else "test", workspace.data)
    caption = _caption(experiment, predictors, test is None)
    tables = {"overall": overall_table(groups, caption), "by-case": case_table(groups, caption)}
    if tallies.strata:
        tables["by-stratum"] = stratum_table(tallies, caption)
    tables["by-size"] = size_table(tallies, caption)
    return tables


def overall_table(groups: dict[str, Sequence[GroupCounts]], caption: str) -> ResultTable:
    """Return every score of single member, ensemble and oracle with its 95 % interval."""
    rows: list[tuple[Cell, ...]] = []
    for who, counted in groups.items():
        values, intervals = scores_of(counted), intervals_of(counted)
        rows += [(NAMES[who], TITLES[name], values[name], *intervals[name]) for name in SCORES]
    note = "Intervals: whole case studies (or tiles) drawn again 1000 times; none for fewer than two."
    columns = ("What", "Score", "Value", "2.5 %", "97.5 %")
    return ResultTable("Scores overall", f"{caption} {note}", columns, tuple(rows))


def case_table(groups: dict[str, Sequence[GroupCounts]], caption: str) -> ResultTable:
    """Return every score by case study or tile."""
    rows = []
    for who, counted in groups.items():
        for group in counted:
            values = scores_of([group])
            rows.append((group.name, NAMES[who], *(values[name] for name in SCORES), group.threshold))
    columns = ("Case study", "What", *(TITLES[name] for name in SCORES), "Threshold")
    return ResultTable("Scores by case study", caption, columns, tuple(sorted(rows, key=lambda row: row[0])))


def stratum_table(tallies: SceneTallies, caption: str) -> ResultTable:
    """Return precision, recall, F1 and frequency bias by class of every stratum band."""
    rows: list[tuple[Cell, ...]] = []
    for tally in tallies.strata:
        for label, counts in tally.ordered():
            single, ensemble = (scores_of_codes(counts, 0.5, bit) for bit in (SINGLE_BIT, ENSEMBLE_BIT))
            share = 100 * (ensemble.tp + ensemble.fn) / counts.sum()
            rows.append(
                (STRATUM_TITLES[tally.band], label, int(counts.sum()), share, *_mask_scores(ensemble), single.f1)
            )
    columns = ("Band", "Class", "Pixels", "Landslide %", "Precision", "Recall", "F1", "Frequency bias", "F1 single")
    return ResultTable("Scores of the ensemble by terrain and cover", caption, columns, tuple(rows))


def size_table(tallies: SceneTallies, caption: str) -> ResultTable:
    """Return how many mapped landslides of each size the ensemble touches and covers by half."""
    rows = []
    for row in tallies.sizes:
        upper = "" if row.to_m2 == float("inf") else f"{row.to_m2:g}"
        shares = (ratio(part, row.landslides) for part in (row.touched, row.found))
        rows.append((f"{row.from_m2:g}–{upper}", row.landslides, *shares))
    columns = ("Size, m²", "Landslides", "Share touched", "Share covered by half")
    note = "A landslide is a group of mapped pixels that touch, corners included."
    return ResultTable("Landslides found by size (ensemble)", f"{caption} {note}", columns, tuple(rows))


def _mask_scores(scores: PixelScores) -> tuple[float, float, float, float]:
    return scores.precision, scores.recall, scores.f1, scores.frequency_bias


def _caption(experiment: Experiment, predictors: Predictors, halved: bool) -> str:
    sizes = " and ".join(str(size) for size in dict.fromkeys(len(c["ensemble"].members) for c in predictors.chosen))
    singles = " and ".join(dict.fromkeys(chosen[SINGLE].members[0].member for chosen in predictors.chosen))
    on = "validation, each half scored with what the other chose" if halved else "the test split"
    return (
        f"Data: {experiment.data.title}, {on}; all pixels pooled. Single member: {singles}. Ensemble of {sizes}; "
        "members, size and threshold are chosen on validation data that are not scored here."
    )
