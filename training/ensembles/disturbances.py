"""Measures what a wrong brightness costs: members predict tiles with a gain other than the tile's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.data.datasets import open_evaluation
from training.data.evaluation_set import EvaluationSet
from training.data.sources import kind_of
from training.members.predictions import load_or_predict, predict
from training.members.targets import load_targets
from training.members.trained import load_trained
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.workspace import Workspace

GAIN_SEED = 5


@dataclass(frozen=True)
class Disturbance:
    """One kind of wrong gain: its name in scores, its meaning, and the factors on each image's gain."""

    name: str
    meaning: str
    factors: Callable[[EvaluationSet], np.ndarray]


def random_gains(images: EvaluationSet) -> np.ndarray:
    """Return a random factor from 0.5 to 2 for each image."""
    return np.exp(np.random.default_rng(GAIN_SEED).uniform(-np.log(2), np.log(2), len(images.names)))


def one_gain(images: EvaluationSet) -> np.ndarray:
    """Return for each image the common gain of all images divided by its own."""
    return images.gain_of_all() / np.array([images.gain(number) for number in range(len(images.names))])


DISTURBANCES = (
    Disturbance("random gains", "the gain of each tile wrong by a random factor from 0.5 to 2", random_gains),
    Disturbance("one raster gain", "one gain for all tiles as for one raster", one_gain),
)


def disturbances_of(experiment: Experiment) -> tuple[Disturbance, ...]:
    """Return the disturbances that apply: only tiles have gains that differ from a raster's."""
    applies = experiment.normalisation.gain != "none" and kind_of(experiment).is_tiled
    return DISTURBANCES if applies else ()


def disturbed_probabilities(disturbance: Disturbance, workspace: Workspace, member_plan: MemberPlan) -> np.ndarray:
    """Return the member's probabilities (N,) float16 on disturbed validation images, cached in its run folder."""
    name = f"validation-{disturbance.name.replace(' ', '-')}"

    def predict_disturbed() -> np.ndarray:
        trained = load_trained(workspace, member_plan)
        images = open_evaluation(workspace, member_plan, "validation", trained.normalisation)
        images.gain_errors = disturbance.factors(images)
        return predict(trained.network, images)

    targets = load_targets(workspace, "validation")
    return load_or_predict(name, workspace, member_plan, targets, predict_disturbed)
