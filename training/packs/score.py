"""Scores for a pack's card on validation data: thresholds are tuned on one half and scored on the other.

A single case study or tile cannot be halved: then thresholds are tuned on it and scored on the test split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from deepslide_qgis.core.packs.card import Score
from deepslide_qgis.core.scores import PixelScores
from training.data.held_out import PART
from training.ensembles.cached_predictions import open_pixels
from training.ensembles.disturbances import disturbances_of, disturbed_probabilities
from training.ensembles.folds import folds_of
from training.ensembles.growth import grow
from training.ensembles.ranking import RankedMember, rank
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import study
from training.ensembles.thresholds import TUNED, f1_of, pool_scores
from training.planning.experiment import Experiment
from training.planning.workspace import Workspace


@dataclass(frozen=True)
class PackMembers:
    """The members of a pack, best first on ``pixels`` (all of validation), and a threshold for each ensemble size."""

    order: tuple[RankedMember, ...]
    thresholds: tuple[float, ...]
    pixels: SplitPixels


def tune(pixels: SplitPixels, combine: str) -> PackMembers:
    """Rank the members of ``pixels`` and tune the thresholds of the ensembles of the best 1, 2, … by ``combine``."""
    order = rank(pixels, TUNED)
    counts = grow(pixels, order, combine, len(order))
    return PackMembers(order, tuple(found.best().threshold for found in counts), pixels)


def score(workspace: Workspace, pack: PackMembers, all_pixels: SplitPixels) -> list[Score]:
    """Return the scores of a pack: its ensemble, each member, and the cost of a wrong brightness.

    ``all_pixels`` has all members that the pack's were chosen from. If there are more, one score includes the choice:
    each half scores the ensemble whose members, size and threshold the other half chose.
    """
    experiment = workspace.experiment
    combine, pixels = experiment.card.combine, pack.pixels
    test = _open_test_if_needed(workspace, pixels)
    data_name = _describe_data(experiment, pixels if test is None else test, is_test=test is not None)
    ensemble = score_cross_fitted(pixels, pixels, pack.order, combine, test)
    scores = [_make_score("pixel F1, ensemble", ensemble, data_name)]
    if test is None and len(all_pixels.probabilities) > len(pack.order):
        chosen = study(experiment.setting, all_pixels, None, TUNED, combine, len(pack.order)).sizes[-1].scores
        what = f"best {len(pack.order)} of {len(all_pixels.probabilities)} members chosen on one half, too"
        scores.append(_make_score("pixel F1, ensemble and its choice", chosen, f"{data_name}, {what}"))
    for row in pack.order:
        found = score_cross_fitted(pixels, pixels, (row,), combine, test)
        scores.append(_make_score(f"pixel F1, {row.member}", found, data_name))
    for disturbance in disturbances_of(experiment) if test is None else ():
        wrong = {
            row.member: disturbed_probabilities(disturbance, workspace, experiment.member(row.member))
            for row in pack.order
        }
        found = score_cross_fitted(pixels, replace(pixels, probabilities=wrong), pack.order, combine)
        scores.append(
            _make_score(f"pixel F1, ensemble, {disturbance.name}", found, f"{data_name}, {disturbance.meaning}")
        )
    return scores


def _open_test_if_needed(workspace: Workspace, pixels: SplitPixels) -> Optional[SplitPixels]:
    """Return the test split with the members of ``pixels`` if ``pixels`` cannot be halved and there is a test split."""
    experiment = workspace.experiment
    if len(pixels.names) > 1 or not experiment.data.test:
        return None
    return open_pixels(workspace, [experiment.member(member) for member in pixels.probabilities], "test")


def score_cross_fitted(
    tuned_on: SplitPixels,
    scored_on: SplitPixels,
    order: tuple[RankedMember, ...],
    combine: str,
    test: Optional[SplitPixels] = None,
) -> PixelScores:
    """Return the scores of an ensemble with its threshold tuned on one half and scored on the other, both ways.

    ``scored_on`` differs from ``tuned_on`` to measure the cost of a disturbed input. With ``test`` the threshold is
    tuned on all pixels and scored on the test split.
    """
    halves = zip(folds_of(tuned_on, test), folds_of(scored_on, test), strict=True)
    scores = []
    for tuning, scoring in halves:
        threshold = grow(tuning.choosing, order, combine, len(order))[-1].best().threshold
        scores.append(grow(scoring.scoring, order, combine, len(order))[-1].at(threshold))
    return pool_scores(scores)


def _make_score(name: str, found: PixelScores, data: str) -> Score:
    return Score(name, round(f1_of(found), 4), data)


def _describe_data(experiment: Experiment, pixels: SplitPixels, is_test: bool) -> str:
    kind = "tiles" if experiment.data.kind in ("tiles", "landslide4sense") else "case studies"
    kind = "parts" if all(PART in name for name in pixels.names) else kind
    if is_test:
        return f"{len(pixels.names)} test {kind} of {experiment.data.title}, threshold tuned on validation"
    where = f"{len(pixels.names)} validation {kind} of {experiment.data.title}"
    return f"{where}, threshold tuned on one half, scored on the other"
