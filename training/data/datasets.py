"""Opens the training and evaluation datasets of a member."""

from __future__ import annotations

from deepslide_qgis.core.packs.card import Normalisation
from training.data.evaluation_set import EvaluationSet
from training.data.normalising import input_normalisation, load_normalisation
from training.data.sources import kind_of, read_evaluation_scenes, read_scenes
from training.data.training_set import Sampling, TrainingSet
from training.planning.plans import MemberPlan
from training.planning.workspace import Workspace

__all__ = ["EvaluationSet", "TrainingSet", "open_evaluation", "open_training"]


def open_training(
    workspace: Workspace, member_plan: MemberPlan, normalisation: Normalisation | None = None
) -> TrainingSet:
    """Return the random, augmented training tiles of ``member_plan``.

    Items are network input (channels, H, W) float32 and label (1, H, W) uint8. There are ``tiles_per_epoch`` of them,
    or one of each tile if the data are tiles. ``normalisation``: the member's own if it has been trained before, else
    the experiment's.
    """
    experiment = workspace.experiment
    scenes = read_scenes(experiment, experiment.bands_of(member_plan), "train", workspace.data)
    scaling = input_normalisation(normalisation or load_normalisation(workspace, member_plan), experiment)
    sampling = None if kind_of(experiment).is_tiled else Sampling.of(experiment.data)
    return TrainingSet(scenes, scaling, experiment.augmentation, sampling)


def open_evaluation(
    workspace: Workspace,
    member_plan: MemberPlan,
    split: str,
    normalisation: Normalisation | None = None,
) -> EvaluationSet:
    """Return the images of ``split`` (train, validation or test) as items of :func:`open_training`, unchanged."""
    experiment = workspace.experiment
    scenes = read_evaluation_scenes(experiment, experiment.bands_of(member_plan), split, workspace.data)
    scaling = input_normalisation(normalisation or load_normalisation(workspace, member_plan), experiment)
    return EvaluationSet(scenes, scaling)
