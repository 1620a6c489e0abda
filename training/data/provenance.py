"""Provenance of a cached result: the data settings and file hashes it was made from, to tell when it is outdated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from deepslide_qgis.core.records import to_plain
from training.data.file_hashes import hash_splits
from training.data.sources import has_split_folder
from training.planning.workspace import Workspace

FILES = "files"


def describe_provenance(workspace: Workspace, splits: Sequence[str], fields: Sequence[str]) -> dict[str, Any]:
    """Return the provenance of a result of ``splits``: ``fields`` of the data's table, one hash over all files.

    Without the data folders the provenance lists no files, so any cached result with the same fields matches.
    """
    experiment = workspace.experiment
    data_table = to_plain(experiment.data)
    provenance = {"data": {name: data_table[name] for name in fields}}
    if not all(has_split_folder(experiment, split, workspace.data) for split in splits):
        return provenance
    hashes = hash_splits(workspace, splits)
    return provenance | {FILES: hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()}


def has_provenance(cached: dict[str, Any], now: dict[str, Any]) -> bool:
    """Return whether the provenance ``cached`` agrees with ``now`` in everything that ``now`` lists."""
    return {name: cached.get(name) for name in now} == now
