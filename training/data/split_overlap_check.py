"""Refuses splits that show the same ground: what is learnt from judges nothing."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from deepslide_qgis.core.errors import RequestError
from training.data.overlaps import LARGE, shares

LITTLE = 0.001
"""Of the smaller raster: less is the width of an edge."""
Split = Sequence[tuple[str, Path]]
"""Rasters, each with the split that it is in."""


def check_no_raster_twice(rasters: Split) -> None:
    """Raise RequestError where one file, or a link to it, is in two splits."""
    seen: dict[tuple[int, int], str] = {}
    for split, raster in rasters:
        state = raster.stat()
        other = seen.setdefault((state.st_dev, state.st_ino), split)
        if other != split:
            raise RequestError(
                f"'{raster}' is in the {split} data and in the {other} data.",
                "Give each split a folder of its own; only train and validation may name the same, to divide it.",
            )


def check_ground(rasters: Split, may_share: bool) -> None:
    """Raise RequestError where rasters of two splits share 5 % of the smaller or more; warn where less, or they may."""
    splits = np.array([split for split, _ in rasters])
    found = np.triu(np.where(splits[:, None] != splits, shares([raster for _, raster in rasters]), 0))
    if not found.size or found.max() < LITTLE:
        return
    one, other = (rasters[number] for number in np.unravel_index(found.argmax(), found.shape))
    text = (
        f"'{one[1]}' of the {one[0]} data and '{other[1]}' of the {other[0]} data show the same ground: "
        f"{found.max():.1%} of the smaller."
    )
    if found.max() >= LARGE and not may_share:
        raise RequestError(
            f"{text} Such pairs: {(found >= LARGE).sum()}.",
            "Put rasters that overlap into one split, or cut them; one folder named for train and validation is "
            "divided so that none do. data.split_overlaps lets them be, and scores be too good.",
        )
    warnings.warn(f"{text} Scores are too good.", stacklevel=2)
