"""Installation of the engine's environment: a venv outside the plugin, pinned packages, a check, then the marker file.

A new environment is made beside the existing one, so an interruption never costs a working engine.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Callable, Optional

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import EngineEnvironmentError, EngineError, OutputError
from deepslide_qgis.core.events import Event, Failed, IsCancelled
from deepslide_qgis.core.locks import ENVIRONMENT_FILE, try_lock
from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.worker.base_python import BasePython, find_base_python
from deepslide_qgis.worker.engine import converse, pythons_at_work, stop_idle_engines
from deepslide_qgis.worker.environment import (
    MARKER_NAME,
    environment_folder,
    environment_python,
    environments_folder,
    installer_environment,
    is_complete,
    locked_digest,
    next_environment_folder,
    read_marker,
    requirements_digest,
)
from deepslide_qgis.worker.graphics_cards import CPU
from deepslide_qgis.worker.install_plan import InstallPlan, InstallSettings, make_plan
from deepslide_qgis.worker.lock import only_one_installer
from deepslide_qgis.worker.named_python import named_python
from deepslide_qgis.worker.process import EngineProcess
from deepslide_qgis.worker.streamed import run_streamed

OnProgress = Callable[[str, float], None]

HEARTBEAT_S = 10.0
SPACE_FACTOR = 1.3
"""Downloaded and unpacked packages exist side by side for a while."""
FULL_BYTES = 50_000_000
NO_SPACE = "Free some space (the first line says how much is needed) and run 'Set up engine' again."
PIP_FAILURES = (
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError", "invalid peer certificate"),
        "Name your office's certificate to pip: pip config set global.cert FILE.",
    ),
    (("ProxyError", "407 "), "Set your office's proxy for pip: pip config set global.proxy URL."),
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch"),
        "What was downloaded is not what this version was tested with; a mirror or proxy may change files. "
        "Try another index, or a folder of wheels.",
    ),
    (
        (
            "NewConnectionError",
            "ConnectTimeout",
            "name resolution",
            "getaddrinfo failed",
            "Read timed out",
            "dns error",
        ),
        "Check the connection to the internet and run 'Set up engine' again.",
    ),
    (("No space left", "not enough space"), NO_SPACE),
    (
        ("No matching distribution", "No solution found"),
        "There is no build for this Python or computer: try Python 3.10 to 3.13, 64 bit; on a Mac, macOS 14 or newer.",
    ),
)
NO_ENVIRONMENT = "On Debian and Ubuntu install python3-venv; elsewhere name another Python. Then run 'Set up engine'."
ANY_FAILURE = "Read the lines above, mend the cause, and run 'Set up engine' again."


def install_engine(report: OnProgress, is_cancelled: IsCancelled, settings: Optional[InstallSettings] = None) -> Path:
    """Set the engine up unless it is and works; return its Python. ``report`` gets lines and the share done.

    Raises EngineEnvironmentError or OutputError with the remedy, Cancelled if the user cancels.
    """
    folder = environment_folder()
    named, by = named_python()
    if named is not None:
        report(f"Note: {by} names {named}, which is used instead of this environment.", 0.0)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with only_one_installer(folder.parent / "setup.lock") as lock:
            installation = _Installation(folder, settings or InstallSettings(), report, is_cancelled, lock)
            if not (installation.is_current() and _check_existing(folder, report, is_cancelled)):
                _remove_environments(is_complete, report, 0.01)  # leftovers of interrupted set-ups
                folder = next_environment_folder()
                installation = replace(installation, folder=folder)
                installation.run()
            stop_idle_engines()  # engines of an earlier environment prevent its removal
            _remove_environments(folder.__eq__, report, 0.93)
            installation.add_extras()
    except OSError as error:
        raise OutputError(
            f"The engine cannot be set up in {folder}: {error}.",
            "Check the space and permissions there, or let DEEPSLIDE_DATA name another folder.",
        ) from error
    report("The engine works", 1.0)
    return environment_python(folder)


@dataclass(frozen=True)
class _Installation:
    """One run of the set-up; child processes inherit ``lock``, so no other run starts if this process is killed."""

    folder: Path
    settings: InstallSettings
    report: OnProgress
    is_cancelled: IsCancelled
    lock: IO[bytes]

    def run(self) -> None:
        """Install a new environment; remove it after a failure, because half an environment occupies gigabytes."""
        base, plan = find_base_python(self.settings.python), make_plan(self.settings, sys.platform)
        self.report(plan.announcement(self.folder), 0.01)
        if is_complete(environment_folder()):
            self.report(f"{environment_folder()} stays until the new one works: for a while, both take space.", 0.01)
        _check_space(self.folder, plan)
        try:
            self._make_venv(base, plan)
            self._install_packages(plan)
            self.report("Checking that the engine works", 0.92)
            _check_engine(self.folder, self.is_cancelled)
            _mark_complete(self.folder, base, plan)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def is_current(self) -> bool:
        """Return whether the existing environment is complete and has the requested or best fitting build."""
        installed = read_marker(self.folder).get("build")
        if self.settings.wheels or not installed or not is_complete(self.folder):
            return is_complete(self.folder)
        plan = make_plan(self.settings, sys.platform)
        if plan.build.tag == installed or (self.settings.build == "auto" and plan.build is CPU):
            return True
        self.report(f"{plan.reason} The build '{installed}' is there, and is replaced.", 0.01)
        return False

    def add_extras(self) -> None:
        """Add the requested extras to a working environment; skip those already installed."""
        marker = read_marker(self.folder)
        for name in self.settings.extras:
            digest = locked_digest(name)
            if marker.get("extras", {}).get(name) == digest:
                continue
            self.report(f"Adding the packages for {name}", 0.93)
            plan = make_plan(replace(self.settings, build=marker.get("build", CPU.tag)), sys.platform)
            self._install(plan, name, plan.extra_requirements(name), 0.93, 0.99)
            marker = {**marker, "extras": {**marker.get("extras", {}), name: digest}}
            _write_marker(self.folder, marker)

    def _make_venv(self, base: BasePython, plan: InstallPlan) -> None:
        self.report(f"Making the environment {self.folder} with Python {base.version} ({base.path})", 0.02)
        if plan.uv:
            command = [plan.uv, "venv", "--no-config", "--python", str(base.path), str(self.folder)]
        else:
            command = [str(base.path), "-I", "-m", "venv", str(self.folder)]
        code, tail = self._run(command, installer_environment(), 0.02, 0.08)
        if code:
            raise _step_error("The environment could not be made", tail, self.folder, NO_ENVIRONMENT)

    def _install_packages(self, plan: InstallPlan) -> None:
        self.report("Installing the engine's packages; where torch is among them, this takes minutes", 0.08)
        texts = plan.requirements()
        for number, text in enumerate(texts):
            low, high = (0.08 + 0.82 * (number + step) / len(texts) for step in (0, 1))
            self._install(plan, str(number + 1), text, low, high)

    def _install(self, plan: InstallPlan, name: str, text: str, low: float, high: float) -> None:
        requirements = self.folder / f"requirements-{name}.txt"
        requirements.write_text(text, encoding="utf-8")
        command = plan.command(environment_python(self.folder), requirements)
        self.report(redact_secrets(" ".join(command)), low)
        code, tail = self._run(command, plan.variables(installer_environment()), low, high)
        if code:
            raise _step_error("The packages could not be installed", tail, self.folder, ANY_FAILURE)

    def _run(self, command: list[str], environment: dict[str, str], low: float, high: float) -> tuple[int, str]:
        return run_streamed(command, environment, _line_reporter(self.report, low, high), self.is_cancelled, self.lock)


def _step_error(what: str, tail: str, folder: Path, otherwise: str) -> EngineEnvironmentError:
    """Return the error of a failed step, with the remedy that its last lines or the free disk space suggest."""
    remedies = [remedy for signs, remedy in PIP_FAILURES if any(sign in tail for sign in signs)]
    if shutil.disk_usage(folder.parent).free < FULL_BYTES:  # venv does not repeat the error of its ensurepip
        remedies = [NO_SPACE]
    return EngineEnvironmentError(f"{what}:\n{redact_secrets(tail)}\n", next(iter(remedies), otherwise))


def _check_space(folder: Path, plan: InstallPlan) -> None:
    """Raise OutputError if the disk is too full, before minutes of downloading."""
    needed_mb = plan.build.installed_mb * SPACE_FACTOR
    free_mb = shutil.disk_usage(folder.parent).free / 1e6
    if free_mb < needed_mb:
        raise OutputError(
            f"The engine needs about {needed_mb / 1000:.1f} GB in {folder.parent}; {free_mb / 1000:.1f} GB are free.",
            "Free some space, or let DEEPSLIDE_DATA name a folder on another disk.",
        )


def _check_existing(folder: Path, report: OnProgress, is_cancelled: IsCancelled) -> bool:
    """Return whether the existing environment works; report what is wrong if it does not."""
    report("The engine is set up; checking it", 0.5)
    try:
        _check_engine(folder, is_cancelled)
    except EngineEnvironmentError as error:
        report(f"The environment does not work and is set up again. {error.message}", 0.01)
        return False
    return True


def _line_reporter(report: OnProgress, low: float, high: float) -> Callable[[str], None]:
    """Return a receiver of output lines that reports each with a growing share, and a sign of life in silence.

    The number of lines is unknown, so each line takes a fixed fraction of the remaining share.
    """
    steps, last_report_s = 0.0, time.monotonic()

    def report_line(line: str) -> None:
        nonlocal steps, last_report_s
        if not line and time.monotonic() - last_report_s < HEARTBEAT_S:
            return
        steps, last_report_s = steps + (1 if line else 0.5), time.monotonic()
        report(line or "… still at work", low + (high - low) * (1 - math.exp(-steps / 40)))

    return report_line


def _check_engine(folder: Path, is_cancelled: IsCancelled) -> None:
    """Run the engine's self-check in the environment; raise EngineEnvironmentError with the problems found."""
    engine = EngineProcess(environment_python(folder))
    try:
        engine.wait_until_ready(is_cancelled)
        answer = converse(engine, "check", CheckRequest(), _ignore_event, is_cancelled)
    except EngineError as error:
        raise EngineEnvironmentError(error.message, error.remedy) from error
    finally:
        engine.stop()
    if isinstance(answer, Failed):
        raise EngineEnvironmentError(answer.message, answer.remedy)
    problems = answer.summary["problems"]
    if problems:
        raise EngineEnvironmentError(" ".join(problem["message"] for problem in problems), problems[0]["remedy"])


def _ignore_event(_event: Event) -> None:
    """Discard an event: the final answer of a check contains everything."""


def _mark_complete(folder: Path, base: BasePython, plan: InstallPlan) -> None:
    content = {
        "requirements": requirements_digest(),
        "python": base.version,
        "made_from": str(base.path),
        "build": plan.build.tag,
        "installer": "uv" if plan.uv else "pip",
    }
    _write_marker(folder, content)


def _write_marker(folder: Path, content: dict[str, Any]) -> None:
    unfinished = folder / f"{MARKER_NAME}.part"
    unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / MARKER_NAME)


def _remove_environments(is_kept: Callable[[Path], bool], report: OnProgress, share: float) -> None:
    """Remove environments that ``is_kept`` rejects; skip those that an engine of any QGIS uses."""
    for folder in environments_folder().iterdir():
        is_environment = any((folder / name).is_file() for name in (MARKER_NAME, ENVIRONMENT_FILE))
        if not is_environment or is_kept(folder):
            continue
        is_ours_at_work = environment_python(folder) in pythons_at_work()  # also known on disks without locks
        lock = None if is_ours_at_work else try_lock(folder / ENVIRONMENT_FILE)
        if lock is None:
            report(f"A run uses an earlier environment, which stays until the next set-up: {folder}", share)
            continue
        report(f"Removing an earlier environment: {folder}", share)
        with lock:
            (folder / MARKER_NAME).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)  # on Windows the locked file remains until the lock is closed
