"""The list of the files that an experiment learns from and is judged by, with their hashes."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.pack import file_sha256
from training.data.sources import SPLITS, split_files
from training.experiment import Experiment

_lists: dict[tuple, dict[str, str]] = {}


def data_list(experiment: Experiment, data: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of all splits by its name relative to ``data``.

    Kept for the life of the process, as long as the files keep their sizes and times.
    """
    splits = [split for split in SPLITS if getattr(experiment.data, split)]
    files = sorted({path for split in splits for path in split_files(experiment, split, data)})
    stats = [path.stat() for path in files]
    key = (data, *((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in zip(files, stats, strict=True)))
    if key not in _lists:
        _lists.clear()
        _lists[key] = {path.relative_to(data).as_posix(): file_sha256(path) for path in files}
    return _lists[key]
