"""Scores members and ensembles of one setting as the reference study's code does.

That code rounds a mean probability to the nearest integer, and ½ to 0: a pixel is a landslide *above* one half. The
result differs from "at least one half" where equal numbers of members are sure of opposite answers. Source: the
notebook test_enseble_classification.ipynb of github.com/franchg/global-landslide-mapping.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.core.scores import PixelScores
from training.ensembles.ensemble_choice import MEAN
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import SettingStudy, SizeScores, StudiedMember
from training.ensembles.thresholds import HALF, f1_of

THRESHOLD = 0.5


def study_as_published(
    setting: str, members: Sequence[str], validation: SplitPixels, test: SplitPixels
) -> SettingStudy:
    """Return the study of ``members``, ranked as in the study, and of the first 1, 2, … of them."""
    alone = {
        member: tuple(_score_growing_ensembles(split, [member])[-1] for split in (validation, test))
        for member in members
    }
    studied = tuple(StudiedMember(member, *alone[member]) for member in members)
    grown = zip(_score_growing_ensembles(validation, members), _score_growing_ensembles(test, members), strict=True)
    sizes = tuple(SizeScores(size, chosen, scored) for size, (chosen, scored) in enumerate(grown, 1))
    best = max(sizes, key=lambda row: f1_of(row.validation))
    return SettingStudy(setting, HALF, MEAN, False, studied, sizes, best)


def _score_growing_ensembles(pixels: SplitPixels, members: Sequence[str]) -> list[PixelScores]:
    """Return the scores of the mean of the first 1, 2, … ``members`` on ``pixels``, block by block."""
    counts = np.zeros((len(members), 4), np.int64)
    for block in pixels.blocks():
        total = np.zeros(len(block.label), np.float32)
        for size, member in enumerate(members, 1):
            total += pixels.read(member, block)
            counts[size - 1] += _count_mask(total / np.float32(size) > THRESHOLD, block.label)
    return [PixelScores(THRESHOLD, *row) for row in counts.tolist()]


def _count_mask(mask: np.ndarray, label: np.ndarray) -> tuple[int, int, int, int]:
    """Return true and false positives, false and true negatives."""
    hits, predicted, positives = int((mask & label).sum()), int(mask.sum()), int(label.sum())
    return hits, predicted - hits, positives - hits, len(label) - predicted - positives + hits
