"""The tables of the commands ``rank`` and ``ensemble``."""

from __future__ import annotations

from collections.abc import Sequence

from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.ensembles.cached_predictions import open_pixels, open_splits, read_outcomes, trained_members
from training.ensembles.calibration import at_temperature, best_temperature
from training.ensembles.combining import WAYS
from training.ensembles.ensemble_choice import choose_ensemble
from training.ensembles.folds import Fold, folds_of
from training.ensembles.greedy import select_greedily
from training.ensembles.growth import grow
from training.ensembles.ranking import rank
from training.ensembles.study import SettingStudy, study
from training.ensembles.thresholds import HALF, f1_of, pool_scores, rule_of, threshold_of
from training.planning.experiment import Experiment
from training.planning.run_folder import FAILED
from training.planning.workspace import Workspace
from training.tables import Cell, ResultTable

Row = tuple[Cell, ...]


def ranking_table(workspace: Workspace, settings: Sequence[str], turns: int = 1) -> ResultTable:
    """Return all trained members of ``settings``, best first within each setting."""
    experiment = workspace.experiment
    rule, rows = rule_of(experiment), []
    for setting in settings:
        selected = workspace.with_setting(setting)
        pixels = open_pixels(selected, trained_members(selected), "validation", turns)
        for place, row in enumerate(rank(pixels, rule), 1):
            counts, member_plan = pixels.count(row.member), experiment.member(row.member)
            outcome = workspace.folder(row.member).outcome()
            best = counts.best()
            scores = f1_of(counts.at(0.5)), f1_of(best), best.threshold
            spent = (outcome.epochs, round(outcome.seconds)) if outcome else ("", "")
            rows.append((setting, place, row.member, member_plan.architecture, *scores, *spent))
    columns = ("Setting", "Place", "Member", "Architecture", "F1 at 0.5", "F1 best", "Threshold", "Epochs", "Seconds")
    order = "F1 at 0.5" if rule == HALF else "F1 at the best threshold"
    caption = f"{experiment.data.title}, validation, all pixels pooled; in the order of {order}. {_turns_note(turns)}"
    return ResultTable("Members by F1 on validation", caption, columns, tuple(rows))


def failed_table(workspace: Workspace) -> ResultTable:
    """Return the members that failed, with their reasons."""
    ends = read_outcomes(workspace)
    rows = tuple((member, end.reason) for member, end in ends.items() if end and end.state == FAILED)
    return ResultTable("Failed", "Start the sweep with --retry to train them again.", ("Member", "Reason"), rows)


def ensemble_table(workspace: Workspace, setting: str, turns: int = 1) -> tuple[ResultTable, list[SettingStudy]]:
    """Return single member, ensembles by every combination, greedy selection and oracle; and the studies."""
    experiment = workspace.experiment
    selected, rule = workspace.with_setting(setting), rule_of(experiment)
    validation, test = open_splits(selected, trained_members(selected), turns)
    studies = [study(setting, validation, test, rule, how) for how in WAYS]
    folds = folds_of(validation, test)
    rows: list[Row] = [("single, chosen on validation", 1, *_scores(studies[0].single.scores), "", "", "")]
    for found in studies:
        rows.append(_combined_row(found, folds))
    rows.append(_greedy_row(folds, rule))
    oracle = studies[0].oracle
    rows.append((f"oracle: {oracle.member}, in hindsight", 1, *_scores(oracle.scores), "", "", ""))
    on = "validation, each half scored with what the other chose" if test is None else "test"
    caption = (
        f"{experiment.data.title}, {on}; all pixels pooled; threshold {rule}. T: temperature by likelihood where the "
        f"ensemble was chosen; ECE: calibration error on the scored data before and after. {_turns_note(turns)}"
    )
    columns = ("Ensemble", "Members", "Precision", "Recall", "F1", "Frequency bias", "T", "ECE", "ECE at T")
    return ResultTable(f"Ensembles of {setting}", caption, columns, tuple(rows)), studies


def by_size_table(experiment: Experiment, setting: str, studies: Sequence[SettingStudy]) -> ResultTable:
    """Return the scores of every ensemble size for every combination."""
    rows = [(one.how, row.size, *_scores(row.scores), row.scores.threshold) for one in studies for row in one.sizes]
    columns = ("Combined by", "Members", "Precision", "Recall", "F1", "Frequency bias", "Threshold")
    on = "validation in halves" if studies[0].halved else "test"
    return ResultTable(f"Ensembles of {setting} by size", f"{experiment.data.title}, {on}", columns, tuple(rows))


def _combined_row(found: SettingStudy, folds: Sequence[Fold]) -> Row:
    sizes, temperatures = [], []
    before = after = PixelCounts.none()
    for fold in folds:
        chosen = choose_ensemble(fold.choosing, found.rule, found.how)
        temperature = best_temperature(grow(fold.choosing, chosen.members, found.how)[-1])
        scored = grow(fold.scoring, chosen.members, found.how)[-1]
        before, after = before + scored, after + at_temperature(scored, temperature)
        sizes.append(str(len(chosen.members)))
        temperatures.append(f"{temperature:.2f}")
    calibration = _join_distinct(temperatures), before.calibration_error(), after.calibration_error()
    name = f"best by {found.how.replace('_', ' ')}"
    return (name, _join_distinct(sizes), *_scores(found.chosen.scores), *calibration)


def _greedy_row(folds: Sequence[Fold], rule: str) -> Row:
    scores, sizes = [], []
    for fold in folds:
        selection = select_greedily(fold.choosing, rank(fold.choosing, rule), rule)
        threshold = threshold_of(grow(fold.choosing, selection.members, "mean_probability")[-1], rule)
        scores.append(grow(fold.scoring, selection.members, "mean_probability")[-1].at(threshold))
        sizes.append(f"{len(selection.members)} ({len(selection.times)} different)")
    return ("greedy, with replacement", _join_distinct(sizes), *_scores(pool_scores(scores)), "", "", "")


def _join_distinct(values: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(values))


def _scores(scores: PixelScores) -> tuple[float, float, float, float]:
    return scores.precision, scores.recall, f1_of(scores), scores.frequency_bias


def _turns_note(turns: int) -> str:
    return "" if turns == 1 else f"Each image predicted in {turns} positions."
