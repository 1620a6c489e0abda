"""Finds what is done of a job: its complete result, or some blocks, and whether they are up to date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.run_files import record_path, write_atomically
from training.scale.job import Job

JOB_NAME = "job.json"
REMEDY = "Give --replace, or choose another folder."


def is_finished(job: Job) -> bool:
    """Return whether the complete result exists; raise RequestError if it has another provenance."""
    wanted, record = job.provenance, _read_json(_record_file(job))
    if not record:
        return False
    result = f"'{job.request.outputs.probability}' is there already"
    if "state" not in record:
        raise RequestError(f"{result}, and its record does not name the files it was predicted from.", REMEDY)
    if {name: record.get(name) for name in wanted} != wanted:
        raise RequestError(
            f"{result} and was predicted with other settings, or before the raster or the pack was changed.",
            REMEDY,
        )
    return all(Path(path).is_file() for path in job.request.outputs.paths.values())


def start_or_resume(job: Job) -> None:
    """Create the folder of the blocks, or continue in it; raise RequestError if it has another job's blocks.

    Raises OutputError if it cannot be written.
    """
    stored = _read_json(job.folder / JOB_NAME)
    if stored not in (None, to_plain(job)):
        raise RequestError(
            f"In '{job.folder}' lie blocks that were predicted otherwise: of another raster, pack or settings.",
            f"Ask for the same as then. {REMEDY}",
        )
    with _output_errors(job.folder):
        job.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(job.folder / JOB_NAME, json.dumps(to_plain(job), indent=2) + "\n")


def delete_outdated(job: Job) -> None:
    """Delete an existing result, or blocks of another job; keep this job's blocks if it has no result yet.

    The record is deleted last, and only once: a run that is killed later resumes with its blocks. Raises OutputError.
    """
    record = _record_file(job)
    if record.exists() or _read_json(job.folder / JOB_NAME) != to_plain(job):
        shutil.rmtree(job.folder, ignore_errors=True)
        with _output_errors(record):
            record.unlink(missing_ok=True)


@contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"'{path}' cannot be written: {error}.") from error


def _record_file(job: Job) -> Path:
    return Path(record_path(job.request.outputs.probability))


def _read_json(path: Path) -> Optional[dict[str, Any]]:
    """Return the contents of a JSON file: None if it does not exist, empty if it is damaged."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
