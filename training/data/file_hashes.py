"""SHA-256 hashes of the files of an experiment's splits, cached so that a sweep hashes the data once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deepslide_qgis.core.packs.pack import file_sha256
from training.data.sources import named_splits, pairs_of
from training.planning.run_folder import write_json
from training.planning.workspace import Workspace

HASHES_NAME = "data-hashes.json"


def hash_all_splits(workspace: Workspace) -> dict[str, str]:
    """Return the SHA-256 of each file of all splits, by path relative to the data folder."""
    return hash_splits(workspace, named_splits(workspace.experiment))


def hash_splits(workspace: Workspace, splits: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of each file of ``splits``, by path relative to the data folder.

    Hashes are cached in ``runs/<experiment>/data-hashes.json`` with size and modification time, so only the first
    member of a sweep reads all data.
    """
    experiment = workspace.experiment
    path = workspace.experiment_folder / HASHES_NAME
    files = sorted(
        {file for split in splits for pair in pairs_of(experiment, split, workspace.data) for file in pair.files}
    )
    cached = _read_cache(path)
    entries = {}
    for file in files:
        name = _relative_name(file, workspace.data)
        entries[name] = _hash_entry(file, cached.get(name, {}))
    if not entries.items() <= cached.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, cached | entries)
    return {name: entry["sha256"] for name, entry in entries.items()}


def _relative_name(file: Path, data: Path) -> str:
    """Return the path of ``file`` relative to ``data``, or the whole path if ``data.folder`` is elsewhere."""
    return (file.relative_to(data) if file.is_relative_to(data) else file).as_posix()


def _hash_entry(file: Path, before: dict[str, Any]) -> dict[str, Any]:
    state = file.stat()
    now = {"size": state.st_size, "time_ns": state.st_mtime_ns}
    known = before.get("sha256") if {name: before.get(name) for name in now} == now else None
    return now | {"sha256": known or file_sha256(file)}


def _read_cache(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
