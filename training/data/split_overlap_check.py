"""Checks that no raster, and no ground, is in two splits: scores on ground that was trained on mean nothing."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from deepslide_qgis.core.errors import RequestError
from training.data.overlaps import SAME_GROUND_SHARE, overlap_shares

NEGLIGIBLE_SHARE = 0.001
"""Share of the smaller raster; a smaller overlap is no wider than a raster's edge."""
SplitRasters = Sequence[tuple[str, Path]]
"""Pairs of split name and raster."""


def check_no_raster_twice(rasters: SplitRasters) -> None:
    """Raise RequestError if one file, or a link to the same file, is in two splits."""
    seen: dict[tuple[int, int], str] = {}
    for split, raster in rasters:
        state = raster.stat()
        other = seen.setdefault((state.st_dev, state.st_ino), split)
        if other != split:
            raise RequestError(
                f"'{raster}' is in the {split} data and in the {other} data.",
                "Give each split a folder of its own; only train and validation may name the same, to divide it.",
            )


def check_split_overlap(rasters: SplitRasters, may_share: bool) -> None:
    """Raise RequestError if rasters of two splits overlap by 5 % or more of the smaller one.

    A smaller overlap, or any overlap where ``may_share`` is set, only warns.
    """
    splits = np.array([split for split, _ in rasters])
    overlaps = np.triu(np.where(splits[:, None] != splits, overlap_shares([raster for _, raster in rasters]), 0))
    if not overlaps.size or overlaps.max() < NEGLIGIBLE_SHARE:
        return
    one, other = (rasters[number] for number in np.unravel_index(overlaps.argmax(), overlaps.shape))
    text = (
        f"'{one[1]}' of the {one[0]} data and '{other[1]}' of the {other[0]} data show the same ground: "
        f"{overlaps.max():.1%} of the smaller."
    )
    if overlaps.max() >= SAME_GROUND_SHARE and not may_share:
        raise RequestError(
            f"{text} Such pairs: {(overlaps >= SAME_GROUND_SHARE).sum()}.",
            "Put rasters that overlap into one split, or cut them; one folder named for train and validation is "
            "divided so that none do. data.split_overlaps allows it, and scores are then too good.",
        )
    warnings.warn(f"{text} Scores are too good.", stacklevel=2)
