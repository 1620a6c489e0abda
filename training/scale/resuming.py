"""What of a job lies on disk already: its whole result, or some of its blocks, and whether they are of it."""

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
    """Return whether the whole result is there already; raise RequestError where it is another one's."""
    wanted, record = job.made_of, _read(_record(job))
    if not record:
        return False
    there = f"'{job.request.outputs.probability}' is there already"
    if "state" not in record:
        raise RequestError(f"{there}, and its record does not tell of which files it was predicted.", REMEDY)
    if {name: record.get(name) for name in wanted} != wanted:
        raise RequestError(
            f"{there} and was predicted otherwise: with other settings, or before the raster or the pack was changed.",
            REMEDY,
        )
    return all(Path(path).is_file() for path in job.request.outputs.paths.values())


def begin(job: Job) -> None:
    """Make the folder of the blocks, or go on in it; raise RequestError where blocks of another job are in it.

    Raises OutputError where it cannot be written.
    """
    kept = _read(job.folder / JOB_NAME)
    if kept not in (None, to_plain(job)):
        raise RequestError(
            f"In '{job.folder}' lie blocks that were predicted otherwise: of another raster, pack or settings.",
            f"Ask for the same as then. {REMEDY}",
        )
    with _writing(job.folder):
        job.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(job.folder / JOB_NAME, json.dumps(to_plain(job), indent=2) + "\n")


def make_way(job: Job) -> None:
    """Let ``job`` begin anew where a result is there, or blocks of another job; its own blocks without one stay.

    The record goes last, and only once: a run that is killed later goes on with its blocks. Raises OutputError.
    """
    record = _record(job)
    if record.exists() or _read(job.folder / JOB_NAME) != to_plain(job):
        shutil.rmtree(job.folder, ignore_errors=True)
        with _writing(record):
            record.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"'{path}' cannot be written: {error}.") from error


def _record(job: Job) -> Path:
    return Path(record_path(job.request.outputs.probability))


def _read(path: Path) -> Optional[dict[str, Any]]:
    """Return what a JSON file says, None where there is none, and nothing where it is broken."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
