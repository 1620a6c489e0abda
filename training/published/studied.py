"""Members and ensembles of one setting, scored as the reference study's code scores them.

It rounds a mean probability to the nearest whole number, and ½ to 0: a pixel is a landslide *above* one half. That
differs from at least one half where members are sure of opposite answers, as half of them may be. Source: the notebook
test_enseble_classification.ipynb of github.com/franchg/global-landslide-mapping.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.core.scores import PixelScores
from training.ensembles.chosen import MEAN
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import SettingStudy, SizeScores, StudiedMember
from training.ensembles.thresholds import HALF, f1_of

THRESHOLD = 0.5


def study_as_published(
    setting: str, members: Sequence[str], validation: SplitPixels, test: SplitPixels
) -> SettingStudy:
    """Return the study of ``members``, best first as the study ranks them, and of the first 1, 2, … of them."""
    alone = {member: tuple(_scores(split, [member])[-1] for split in (validation, test)) for member in members}
    studied = tuple(StudiedMember(member, *alone[member]) for member in members)
    grown = zip(_scores(validation, members), _scores(test, members), strict=True)
    sizes = tuple(SizeScores(size, chosen, scored) for size, (chosen, scored) in enumerate(grown, 1))
    best = max(sizes, key=lambda row: f1_of(row.validation))
    return SettingStudy(setting, HALF, MEAN, False, studied, sizes, best)


def _scores(pixels: SplitPixels, members: Sequence[str]) -> list[PixelScores]:
    """Return the scores of the means of the first 1, 2, … ``members`` on ``pixels``, read block by block."""
    counts = np.zeros((len(members), 4), np.int64)
    for block in pixels.blocks():
        total = np.zeros(len(block.label), np.float32)
        for size, member in enumerate(members, 1):
            total += pixels.read(member, block)
            counts[size - 1] += _counted(total / np.float32(size) > THRESHOLD, block.label)
    return [PixelScores(THRESHOLD, *row) for row in counts.tolist()]


def _counted(mask: np.ndarray, label: np.ndarray) -> tuple[int, int, int, int]:
    """Return true and false positives, false and true negatives."""
    hits, predicted, positives = int((mask & label).sum()), int(mask.sum()), int(label.sum())
    return hits, predicted - hits, positives - hits, len(label) - predicted - positives + hits
