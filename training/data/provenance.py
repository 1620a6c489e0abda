"""What a kept result was made of: a mark beside it, by which one that was made of other data is made anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deepslide_qgis.core.records import to_plain
from training.data.listing import hashes_of
from training.data.sources import is_at_hand
from training.planning.experiment import Experiment

FILES = "files"


def made_of(
    experiment: Experiment, splits: Sequence[str], fields: Sequence[str], data: Path, runs: Path
) -> dict[str, Any]:
    """Return the mark of what is made of ``splits``: ``fields`` of the data's table, one hash over all their files.

    Where the data are not at hand the mark says nothing of files, and is that of any.
    """
    plan = to_plain(experiment.data)
    mark = {"data": {name: plan[name] for name in fields}}
    if not all(is_at_hand(experiment, split, data) for split in splits):
        return mark
    hashes = hashes_of(experiment, splits, data, runs)
    return mark | {FILES: hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()}


def is_made_of(kept: dict[str, Any], now: dict[str, Any]) -> bool:
    """Return whether what is marked ``kept`` is made of ``now``, as far as ``now`` knows the files."""
    return {name: kept.get(name) for name in now} == now
