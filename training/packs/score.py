"""Scores for a pack's card: its members and their ensemble on validation data, thresholds from the other half.

One case study or tile for validation has no halves: then thresholds are tuned on it, and scored on the test split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.packs.card import Score
from deepslide_qgis.core.scores import PixelScores
from training.data.held_out import PART
from training.ensembles.disturbances import disturbances_of, disturbed_probabilities
from training.ensembles.folds import folds_of
from training.ensembles.growth import grow
from training.ensembles.kept import open_pixels
from training.ensembles.ranking import Ranked, rank
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import study
from training.ensembles.thresholds import TUNED, f1_of, pooled
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class PackMembers:
    """The members of a pack, best first on ``pixels`` (all of validation), and a threshold for each number of them."""

    order: tuple[Ranked, ...]
    thresholds: tuple[float, ...]
    pixels: SplitPixels


def tune(pixels: SplitPixels, combine: str) -> PackMembers:
    """Rank the members of ``pixels`` and tune the thresholds of the best 1, 2, … combined by ``combine``."""
    order = rank(pixels, TUNED)
    counts = grow(pixels, order, combine, len(order))
    return PackMembers(order, tuple(found.best().threshold for found in counts), pixels)


def score(experiment: Experiment, pack: PackMembers, all_pixels: SplitPixels, data: Path, runs: Path) -> list[Score]:
    """Return the scores of a pack: its ensemble, each member, and what a wrong brightness costs.

    ``all_pixels`` holds all members that the pack's were chosen from; where it has more, one score includes that
    choice: each half scores the ensemble whose members, size and threshold the other half chose.
    """
    combine, pixels = experiment.card.combine, pack.pixels
    test = _test_for_halves(experiment, pixels, data, runs)
    data_name = _data(experiment, pixels if test is None else test, is_test=test is not None)
    scores = [_score("pixel F1, ensemble", cross_fitted(pixels, pixels, pack.order, combine, test), data_name)]
    if test is None and len(all_pixels.probabilities) > len(pack.order):
        chosen = study(experiment.setting, all_pixels, None, TUNED, combine, len(pack.order)).sizes[-1].scores
        what = f"best {len(pack.order)} of {len(all_pixels.probabilities)} members chosen on one half, too"
        scores.append(_score("pixel F1, ensemble and its choice", chosen, f"{data_name}, {what}"))
    for row in pack.order:
        found = cross_fitted(pixels, pixels, (row,), combine, test)
        scores.append(_score(f"pixel F1, {row.member}", found, data_name))
    for disturbance in disturbances_of(experiment) if test is None else ():
        wrong = {
            row.member: disturbed_probabilities(disturbance, experiment, experiment.member(row.member), data, runs)
            for row in pack.order
        }
        found = cross_fitted(pixels, replace(pixels, probabilities=wrong), pack.order, combine)
        scores.append(_score(f"pixel F1, ensemble, {disturbance.name}", found, f"{data_name}, {disturbance.meaning}"))
    return scores


def _test_for_halves(experiment: Experiment, pixels: SplitPixels, data: Path, runs: Path) -> Optional[SplitPixels]:
    """Return the test split with the members of ``pixels`` where these cannot be halved and there is one."""
    if len(pixels.names) > 1 or not experiment.data.test:
        return None
    members = [experiment.member(member) for member in pixels.probabilities]
    return open_pixels(experiment, members, "test", data, runs)


def cross_fitted(
    tuned_on: SplitPixels,
    scored_on: SplitPixels,
    order: tuple[Ranked, ...],
    combine: str,
    test: Optional[SplitPixels] = None,
) -> PixelScores:
    """Return the scores of an ensemble with the threshold tuned on one half and counted on the other, both ways.

    ``scored_on`` differs from ``tuned_on`` where one asks what a disturbance of the input costs. With ``test`` the
    threshold is tuned on all and counted there.
    """
    halves = zip(folds_of(tuned_on, test), folds_of(scored_on, test), strict=True)
    scores = []
    for tuning, scoring in halves:
        threshold = grow(tuning.choosing, order, combine, len(order))[-1].best().threshold
        scores.append(grow(scoring.scoring, order, combine, len(order))[-1].at(threshold))
    return pooled(scores)


def _score(name: str, found: PixelScores, data: str) -> Score:
    return Score(name, round(f1_of(found), 4), data)


def _data(experiment: Experiment, pixels: SplitPixels, is_test: bool) -> str:
    kind = "tiles" if experiment.data.kind in ("tiles", "landslide4sense") else "case studies"
    kind = "parts" if all(PART in name for name in pixels.names) else kind
    if is_test:
        return f"{len(pixels.names)} test {kind} of {experiment.data.title}, threshold tuned on validation"
    where = f"{len(pixels.names)} validation {kind} of {experiment.data.title}"
    return f"{where}, threshold tuned on one half, scored on the other"
