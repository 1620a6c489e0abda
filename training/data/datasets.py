"""Opens what a member learns from and what it is judged by."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.packs.card import Normalisation
from training.data.evaluation_set import EvaluationSet
from training.data.normalising import fed_normalisation, kept_normalisation
from training.data.sources import judged_scenes, kind_of, read_scenes
from training.data.training_set import Sampling, TrainingSet
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan

__all__ = ["EvaluationSet", "TrainingSet", "open_evaluation", "open_training"]


def open_training(
    experiment: Experiment, member: MemberPlan, data: Path, runs: Path, normalisation: Normalisation | None = None
) -> TrainingSet:
    """Return the tiles that ``member`` learns from, drawn and changed at random.

    Items are network input (channels, H, W) float32 and label (1, H, W) uint8; there are ``tiles_per_epoch`` of them,
    or, where the data are tiles, one of each. ``normalisation``: the member's own where it has one already, else what
    the experiment chooses and measures.
    """
    scenes = read_scenes(experiment, experiment.bands_of(member), "train", data)
    fed = fed_normalisation(normalisation or kept_normalisation(experiment, member, data, runs), experiment)
    sampling = None if kind_of(experiment).is_tiled else Sampling.of(experiment.data)
    return TrainingSet(scenes, fed, experiment.augmentation, sampling)


def open_evaluation(
    experiment: Experiment,
    member: MemberPlan,
    split: str,
    data: Path,
    runs: Path,
    normalisation: Normalisation | None = None,
) -> EvaluationSet:
    """Return the images of ``split`` (train, validation or test), as items of :func:`open_training` without chance."""
    scenes = judged_scenes(experiment, experiment.bands_of(member), split, data)
    fed = fed_normalisation(normalisation or kept_normalisation(experiment, member, data, runs), experiment)
    return EvaluationSet(scenes, fed)
