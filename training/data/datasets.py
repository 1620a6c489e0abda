"""Opens the training and evaluation datasets of a member."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.packs.card import Normalisation
from training.data.evaluation_set import EvaluationSet
from training.data.normalising import input_normalisation, load_normalisation
from training.data.sources import kind_of, read_evaluation_scenes, read_scenes
from training.data.training_set import Sampling, TrainingSet
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan

__all__ = ["EvaluationSet", "TrainingSet", "open_evaluation", "open_training"]


def open_training(
    experiment: Experiment, member_plan: MemberPlan, data: Path, runs: Path, normalisation: Normalisation | None = None
) -> TrainingSet:
    """Return the random, augmented training tiles of ``member_plan``.

    Items are network input (channels, H, W) float32 and label (1, H, W) uint8. There are ``tiles_per_epoch`` of them,
    or one of each tile if the data are tiles. ``normalisation``: the member's own if it has been trained before, else
    the experiment's.
    """
    scenes = read_scenes(experiment, experiment.bands_of(member_plan), "train", data)
    scaling = input_normalisation(normalisation or load_normalisation(experiment, member_plan, data, runs), experiment)
    sampling = None if kind_of(experiment).is_tiled else Sampling.of(experiment.data)
    return TrainingSet(scenes, scaling, experiment.augmentation, sampling)


def open_evaluation(
    experiment: Experiment,
    member_plan: MemberPlan,
    split: str,
    data: Path,
    runs: Path,
    normalisation: Normalisation | None = None,
) -> EvaluationSet:
    """Return the images of ``split`` (train, validation or test) as items of :func:`open_training`, unchanged."""
    scenes = read_evaluation_scenes(experiment, experiment.bands_of(member_plan), split, data)
    scaling = input_normalisation(normalisation or load_normalisation(experiment, member_plan, data, runs), experiment)
    return EvaluationSet(scenes, scaling)
