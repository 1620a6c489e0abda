"""The engine's own process, spoken to directly: its lines, its lasting through failures, its end."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasterio._err import CPLE_AppDefinedError

from deepslide_qgis.core.commands import COMMANDS
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.engine.process.failures import make_failed_event
from deepslide_qgis.engine.serve import GRACE_S, _import_handler

LOUD_CHECK = """
import os
from deepslide_qgis.core.events import Finished

def check(request, report, is_cancelled):
    print("a library prints")
    os.write(1, b"a library writes to the descriptor\\n")
    os.system("echo a child process prints")
    try:
        import other_plugin
        found = True
    except ImportError:
        found = False
    return Finished({}, {"found": found, "stdin": os.read(0, 10).decode(), "\u00e9": "\u00e9"})
"""
DEAF_CHECK = """
import time
from pathlib import Path
from deepslide_qgis.core.locks import OutputLocks

def check(request, report, is_cancelled):
    locks = OutputLocks()
    locks.claim("RESULT.tif")
    for name in ("RESULT.part.tif", "RESULT.part.tif.ovr", "RESULT.tif"):
        Path(name).touch()
    time.sleep(60)
"""


class Engine:
    """An engine process, line by line."""

    def __init__(self, launcher: Path):
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(launcher)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.read()["event"] == "Started"

    def ask(self, line: str) -> dict:
        """Send a line and return the answer that ends the command."""
        self.send(line)
        return next(event for event in iter(self.read, None) if event["event"] in ("Finished", "Failed"))

    def send(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> dict:
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def start() -> Iterator:
    engines = []

    def start_engine(launcher: Path = PACKAGE_FOLDER / "launcher.py") -> Engine:
        engines.append(Engine(launcher))
        return engines[-1]

    yield start_engine
    for engine in engines:
        engine.process.kill()
        engine.process.communicate()


@pytest.fixture
def plugin_copy(tmp_path):
    """Return a function that installs the plugin under another name, beside another plugin, with another check."""

    def install(check: str) -> Path:
        folder = tmp_path / "plugins" / "deepslide-main"
        shutil.copytree(PACKAGE_FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", "resources"))
        (folder / "engine" / "check.py").write_text(check, encoding="utf-8")
        (folder.parent / "other_plugin.py").touch()
        return folder / "launcher.py"

    return install


def test_what_it_does_not_understand_is_answered_and_it_lives_on(start):
    engine = start()
    for line in ('{"command": "dance"}', "no json", "[1]", '{"request": {}}', ""):
        answer = engine.ask(line)
        assert (answer["event"], answer["kind"]) == ("Failed", "RequestError")
        assert "does not know the command" in answer["message"]
    assert "dance" in engine.ask('{"command": "dance"}')["message"]

    answer = engine.ask('{"command": "check", "request": {"colour": "red"}}')
    assert (answer["kind"], "colour" in answer["message"]) == ("RequestError", True)
    answer = engine.ask('{"command": "predict", "request": {"input": 3}}')
    assert (answer["kind"], "input" in answer["message"]) == ("RequestError", True)


def test_check_reports_versions_and_devices(start):
    summary = start().ask('{"command": "check", "request": {}}')["summary"]
    assert summary["ready"], summary["problems"]
    assert summary["packages"]["torch"]
    assert summary["devices"][0]["name"] == "cpu"
    assert summary["devices"][0]["threads"] >= 1
    assert summary["devices"][0]["seconds_per_tile"] > 0  # a real prediction of a bundled pack
    assert summary["memory"]["total_bytes"] >= summary["memory"]["free_bytes"] > 0
    assert not any(place["error"] for place in summary["places"].values())


def test_nothing_but_events_on_its_output_and_no_other_plugin_in_reach(start, plugin_copy):
    engine = start(plugin_copy(LOUD_CHECK))
    answer = engine.ask('{"command": "check", "request": {}}')
    assert answer["summary"] == {"found": False, "stdin": "", "\u00e9": "\u00e9"}
    _, stderr = engine.process.communicate(timeout=10)
    for words in ("a library prints", "a library writes to the descriptor", "a child process prints"):
        assert words in stderr


@pytest.mark.parametrize("last", ["", '{"command": "stop"}\n'])
def test_it_ends_when_its_client_does(start, last):
    engine = start()
    engine.process.communicate(last, timeout=5)
    assert engine.process.returncode == 0


def test_it_ends_even_when_its_work_does_not_listen(start, plugin_copy, tmp_path):
    """What it was writing goes even then; an older result under the final name stays."""
    result = tmp_path / "p"
    engine = start(plugin_copy(DEAF_CHECK.replace("RESULT", str(result))))
    engine.send('{"command": "check", "request": {}}')
    began = time.monotonic()
    engine.process.communicate(timeout=30)
    assert time.monotonic() - began < GRACE_S + 10
    assert [path.name for path in tmp_path.glob("p*.tif*")] == ["p.tif"]


def test_it_ends_after_idle_time():
    code = (
        f"import sys; sys.path.insert(0, {str(PACKAGE_FOLDER.parent)!r})\n"
        "from deepslide_qgis.engine.serve import serve\n"
        "import os; serve(os.fdopen(os.dup(0)), sys.stdout, idle_s=0.3)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.wait(10) == 0
    process.communicate()


def test_a_cancel_reaches_the_command_it_follows(start):
    engine = start()
    engine.send('{"command": "check", "request": {}}\n{"command": "cancel"}')
    answer = next(event for event in iter(engine.read, None) if event["event"] in ("Finished", "Failed"))
    assert answer["kind"] == "Cancelled"
    assert engine.ask('{"command": "check", "request": {}}')["event"] == "Finished"


@pytest.mark.parametrize(
    ("error", "kind", "remedy"),
    [
        (RasterError("No.", "Do."), "RasterError", "Do."),
        (MemoryError(), "EngineError", "smaller tile size"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "EngineError", "smaller tile size"),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried"), "EngineError", "smaller tile size"),
        (RuntimeError("could not create a primitive"), "EngineError", "smaller tile size"),
        (RuntimeError("could not create a primitive descriptor for a convolution"), "EngineError", "report this"),
        (OSError(errno.ENOSPC, "No space left on device", "x.tif"), "OutputError", "Free some space"),
        (PermissionError(errno.EACCES, "Permission denied", "x.tif"), "OutputError", "may write"),
        (ModuleNotFoundError("No module named 'torch'"), "EngineEnvironmentError", "deepslide:setupengine"),
        (ImportError("DLL load failed while importing _C"), "EngineEnvironmentError", "Visual C++"),
        (OSError("libcudart.so.13: cannot open shared object file"), "EngineEnvironmentError", "deepslide:setupengine"),
        (CPLE_AppDefinedError(1, 1, "Cannot invert geotransform"), "RasterError", "copy it again"),
        (ZeroDivisionError("division by zero"), "EngineError", "report this"),
    ],
)
def test_every_failure_has_a_remedy(error, kind, remedy):
    answer = make_failed_event(error)
    assert answer.kind == kind
    assert remedy in answer.remedy
    assert bool(answer.detail) == (remedy == "report this")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_function(command):
    assert callable(_import_handler(command))
