"""Scores of an experiment's members and of their ensemble on its validation data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepslide_qgis.core.card import Score
from deepslide_qgis.core.records import from_plain, to_plain
from training.datasets import TileDataset, open_dataset
from training.ensemble import Tuned, cross_fitted_f1, mean_of_best, tune
from training.experiment import Experiment
from training.statistics import kept_normalisation
from training.train import NORMALISATION_NAME
from training.trained import TrainedMember, load_trained, predict_tiles

SCORES_NAME = "scores.json"
SPLIT_SEED = 20
GAIN_SEED = 5
GainErrors = Callable[[TileDataset], np.ndarray]


@dataclass(frozen=True)
class Validated:
    """Trained members with their probabilities (K, N, H, W) on the validation tiles, targets (N, H, W), tuning."""

    members: tuple[TrainedMember, ...]
    probabilities: np.ndarray
    targets: np.ndarray
    tuned: Tuned


def validate(experiment: Experiment, data: Path, runs: Path, gain_errors: GainErrors | None = None) -> Validated:
    """Predict the validation tiles with every member; ``gain_errors`` gives a factor by which each tile's gain errs."""
    normalisation = kept_normalisation(runs / experiment.name / NORMALISATION_NAME, experiment, data)
    dataset = open_dataset(experiment, experiment.data.validation, data, normalisation)
    if gain_errors is not None:
        dataset.gain_errors = gain_errors(dataset)
    members = tuple(load_trained(experiment, plan, runs) for plan in experiment.members)
    results = [predict_tiles(member.network, dataset) for member in members]
    probabilities, targets = np.stack([probability for probability, _ in results]), results[0][1]
    return Validated(members, probabilities, targets, tune(probabilities, targets))


def random_gains(dataset: TileDataset) -> np.ndarray:
    """Return a random factor from 0.5 to 2 for each tile."""
    return np.exp(np.random.default_rng(GAIN_SEED).uniform(-np.log(2), np.log(2), len(dataset)))


def one_gain(dataset: TileDataset) -> np.ndarray:
    """Return for each tile the gain of all tiles as one raster, divided by its own."""
    return dataset.gain_of_all() / np.array([dataset.gain(index) for index in range(len(dataset))])


DISTURBANCES = (
    (random_gains, "random gains", "the gain of each tile wrong by a random factor from 0.5 to 2"),
    (one_gain, "one raster gain", "one gain for all tiles as for one raster"),
)


def score(experiment: Experiment, data: Path, runs: Path) -> list[Score]:
    """Measure, keep and return the scores of an experiment."""
    validated = validate(experiment, data, runs)
    scores = _plain_scores(experiment, validated)
    if experiment.normalisation.gain != "none":
        for disturbance, name, what in DISTURBANCES:
            disturbed = validate(experiment, data, runs, disturbance)
            scores.append(_disturbed_score(experiment, validated, disturbed, name, what))
    path = runs / experiment.name / SCORES_NAME
    path.write_text(json.dumps([to_plain(s) for s in scores], indent=2) + "\n", encoding="utf-8")
    return scores


def kept_scores(experiment: Experiment, runs: Path) -> tuple[Score, ...]:
    """Return the scores that :func:`score` kept, none where it never ran."""
    path = runs / experiment.name / SCORES_NAME
    plain = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return tuple(from_plain(Score, item) for item in plain)


def _plain_scores(experiment: Experiment, validated: Validated) -> list[Score]:
    order, probabilities, targets = validated.tuned.order, validated.probabilities, validated.targets
    data = _data(experiment, targets)
    ensemble = mean_of_best(probabilities, order, len(order))
    scores = [Score("pixel F1, ensemble", _cross_fitted(ensemble, ensemble, targets), data)]
    for index in order:
        name = f"pixel F1, {experiment.members[index].id}"
        scores.append(Score(name, _cross_fitted(probabilities[index], probabilities[index], targets), data))
    return scores


def _disturbed_score(experiment: Experiment, plain: Validated, disturbed: Validated, name: str, what: str) -> Score:
    order = plain.tuned.order
    tuned_on = mean_of_best(plain.probabilities, order, len(order))
    scored_on = mean_of_best(disturbed.probabilities, order, len(order))
    data = f"{_data(experiment, plain.targets)}, {what}"
    return Score(f"pixel F1, ensemble, {name}", _cross_fitted(tuned_on, scored_on, plain.targets), data)


def _cross_fitted(tuned_on: np.ndarray, scored_on: np.ndarray, targets: np.ndarray) -> float:
    return round(cross_fitted_f1(tuned_on, scored_on, targets, SPLIT_SEED), 4)


def _data(experiment: Experiment, targets: np.ndarray) -> str:
    return (
        f"{len(targets)} validation tiles of {experiment.data.title}, threshold tuned on one half, scored on the other"
    )
