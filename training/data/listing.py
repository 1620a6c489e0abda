"""The list of the files that an experiment learns from and is judged by, with their hashes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deepslide_qgis.core.packs.pack import file_sha256
from training.data.sources import named_splits, pairs_of
from training.planning.experiment import Experiment
from training.planning.run_folder import write_json

KEPT = "data-hashes.json"


def data_list(experiment: Experiment, data: Path, runs: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of all splits by its name relative to ``data``, whole where it lies elsewhere."""
    return hashes_of(experiment, named_splits(experiment), data, runs)


def hashes_of(experiment: Experiment, splits: Sequence[str], data: Path, runs: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of ``splits`` by its name relative to ``data``.

    Hashes are kept in ``runs/<experiment>/data-hashes.json`` with the size and the time of their files, so that of
    many members only the first reads all data.
    """
    path = runs / experiment.name / KEPT
    files = sorted({file for split in splits for pair in pairs_of(experiment, split, data) for file in pair.files})
    kept = _read(path)
    hashed = {_name(file, data): _entry(file, kept, data) for file in files}
    if not hashed.items() <= kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, kept | hashed)
    return {name: entry["sha256"] for name, entry in hashed.items()}


def _name(file: Path, data: Path) -> str:
    """Return the name of ``file`` relative to ``data``, where it lies there: ``data.folder`` may be anywhere."""
    return (file.relative_to(data) if file.is_relative_to(data) else file).as_posix()


def _entry(file: Path, kept: dict[str, Any], data: Path) -> dict[str, Any]:
    state = file.stat()
    old = kept.get(_name(file, data), {})
    now = {"size": state.st_size, "time_ns": state.st_mtime_ns}
    known = old.get("sha256") if {name: old.get(name) for name in now} == now else None
    return now | {"sha256": known or file_sha256(file)}


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
