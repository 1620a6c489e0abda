"""Make the engine's environment: a venv outside the plugin, pinned packages, a check that it works, then the marker.

Without the marker an environment does not count: a set-up that was interrupted is started afresh.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from pathlib import Path
from typing import Callable, Optional

from deepslide_qgis.core.errors import EngineEnvironmentError, EngineError, OutputError
from deepslide_qgis.core.events import Event, Failed
from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.worker.base_python import BasePython, find_base_python
from deepslide_qgis.worker.engine import converse, stop_engines
from deepslide_qgis.worker.environment import (
    MARKER_NAME,
    PYTHON_VARIABLE,
    environment_folder,
    environment_python,
    environments_folder,
    installer_environment,
    is_complete,
    requirements_digest,
    requirements_path,
)
from deepslide_qgis.worker.lock import only_one_installer
from deepslide_qgis.worker.process import EngineProcess
from deepslide_qgis.worker.streamed import run_streamed

Report = Callable[[str, float], None]
IsCancelled = Callable[[], bool]

HEARTBEAT_S = 10.0
PIP_OPTIONS = ("--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
PIP_FAILURES = (
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "Name your office's certificate to pip: pip config set global.cert FILE.",
    ),
    (("ProxyError", "407 "), "Set your office's proxy for pip: pip config set global.proxy URL."),
    (
        ("NewConnectionError", "ConnectTimeout", "name resolution", "getaddrinfo failed", "Read timed out"),
        "Check the connection to the internet and run 'Set up engine' again.",
    ),
    (("No space left", "not enough space"), "Free some space (several GB are needed) and run 'Set up engine' again."),
    (("No matching distribution",), "There is no build for this Python or computer: try Python 3.10 to 3.13, 64 bit."),
)
ANY_FAILURE = "Read the lines above, mend the cause, and run 'Set up engine' again."


def install_engine(report: Report, is_cancelled: IsCancelled, python: Optional[Path] = None) -> Path:
    """Set the engine up, unless it is and works; return its Python. ``report`` gets lines and the share done.

    Raises EngineEnvironmentError or OutputError with the remedy, Cancelled when it was cancelled.
    """
    folder = environment_folder()
    if os.environ.get(PYTHON_VARIABLE):
        report(f"Note: {PYTHON_VARIABLE} is set, and the Python it names is used instead of this environment.", 0.0)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with only_one_installer(folder.parent / "setup.lock"):
            if not (is_complete(folder) and _works(folder, report, is_cancelled)):
                _install_afresh(folder, report, is_cancelled, find_base_python(python))
    except OSError as error:
        raise OutputError(
            f"The engine cannot be set up in {folder}: {error}.",
            "Check the space and permissions there, or let DEEPSLIDE_DATA name another folder.",
        ) from error
    report(f"The engine is ready: {environment_python(folder)}", 1.0)
    return environment_python(folder)


def _install_afresh(folder: Path, report: Report, is_cancelled: IsCancelled, base: BasePython) -> None:
    """Install; half an environment is gigabytes that nobody misses, so none is left."""
    try:
        _install(folder, report, is_cancelled, base)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _install(folder: Path, report: Report, is_cancelled: IsCancelled, base: BasePython) -> None:
    report(f"Making the environment {folder} with Python {base.version} ({base.path})", 0.02)
    _clear(folder)
    _make_venv(folder, base, report, is_cancelled)
    report("Installing the engine's packages; torch is large, this takes minutes", 0.08)
    _install_packages(folder, report, is_cancelled)
    report("Checking that the engine works", 0.92)
    _verify(folder, is_cancelled)
    _mark_complete(folder, base)
    _remove_others(folder, report)


def _works(folder: Path, report: Report, is_cancelled: IsCancelled) -> bool:
    report("The engine is set up; checking it", 0.5)
    try:
        _verify(folder, is_cancelled)
    except EngineEnvironmentError as error:
        report(f"It does not work and is made anew. {error.message}", 0.01)
        return False
    return True


def _clear(folder: Path) -> None:
    """Remove what was there; the marker goes first, so that half an environment never counts."""
    if folder.exists():
        (folder / MARKER_NAME).unlink(missing_ok=True)
        stop_engines()  # on Windows, files in use cannot be removed
        shutil.rmtree(folder)


def _make_venv(folder: Path, base: BasePython, report: Report, is_cancelled: IsCancelled) -> None:
    command = [str(base.path), "-I", "-m", "venv", str(folder)]
    code, tail = run_streamed(command, installer_environment(), _teller(report, 0.02, 0.08), is_cancelled)
    if code:
        raise EngineEnvironmentError(
            f"The environment could not be made:\n{tail}",
            "On Debian and Ubuntu install python3-venv; elsewhere name another Python, and run 'Set up engine' again.",
        )


def _install_packages(folder: Path, report: Report, is_cancelled: IsCancelled) -> None:
    # Python's -I keeps stray modules out; pip still reads the user's configuration files and PIP_ variables.
    command = [str(environment_python(folder)), "-I", "-m", "pip", "install", *PIP_OPTIONS]
    command += ["--requirement", str(requirements_path())]
    report(" ".join(command), 0.08)
    code, tail = run_streamed(command, installer_environment(), _teller(report, 0.08, 0.9), is_cancelled)
    if code:
        remedies = (remedy for signs, remedy in PIP_FAILURES if any(sign in tail for sign in signs))
        raise EngineEnvironmentError(f"The packages could not be installed:\n{tail}\n", next(remedies, ANY_FAILURE))


def _teller(report: Report, low: float, high: float) -> Callable[[str], None]:
    """Return a receiver of lines that reports them, and a sign of life in silence, with a share that always moves.

    How many lines pip will write is unknown: each one takes a part of what is left.
    """
    steps, told = 0.0, time.monotonic()

    def tell(line: str) -> None:
        nonlocal steps, told
        if not line and time.monotonic() - told < HEARTBEAT_S:
            return
        steps, told = steps + (1 if line else 0.5), time.monotonic()
        report(line or "… still at work", low + (high - low) * (1 - math.exp(-steps / 40)))

    return tell


def _verify(folder: Path, is_cancelled: IsCancelled) -> None:
    """Have the new engine check itself; raise EngineEnvironmentError with what it lacks."""
    engine = EngineProcess(environment_python(folder))
    try:
        engine.wait_until_ready(is_cancelled)
        answer = converse(engine, "check", CheckRequest(), _ignore, is_cancelled)
    except EngineError as error:
        raise EngineEnvironmentError(error.message, error.remedy) from error
    finally:
        engine.stop()
    if isinstance(answer, Failed):
        raise EngineEnvironmentError(answer.message, answer.remedy)
    problems = answer.summary["problems"]
    if problems:
        raise EngineEnvironmentError(" ".join(problem["message"] for problem in problems), problems[0]["remedy"])


def _ignore(_event: Event) -> None:
    """Take an event and do nothing: the answer tells all."""


def _mark_complete(folder: Path, base: BasePython) -> None:
    content = {"requirements": requirements_digest(), "python": base.version, "made_from": str(base.path)}
    unfinished = folder / f"{MARKER_NAME}.part"
    unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / MARKER_NAME)


def _remove_others(folder: Path, report: Report) -> None:
    """Remove the environments of earlier versions; one that is in use stays until the next time."""
    for other in environments_folder().glob("env-*"):
        if other != folder:
            report(f"Removing the environment of an earlier version: {other}", 0.97)
            (other / MARKER_NAME).unlink(missing_ok=True)
            shutil.rmtree(other, ignore_errors=True)
