"""The engine is killed in the middle of fetching: what is whole stays and is not fetched again, the rest goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import Cancelled, EngineError
from deepslide_qgis.core.events import Logged, Progress, Started
from deepslide_qgis.core.imagery.fetching import FetchRequest
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.worker.engine import run, stop_engines
from tests.archive import event, items
from tests.archive.event import AROUND

DAYS = ("2023-08-02", "2023-08-05", "2023-08-10", "2023-08-15", "2023-09-04", "2023-09-09")
CLIENT = """
import json, sys
sys.path[:0] = json.loads(sys.argv[2])
from deepslide_qgis.core.imagery.fetching import FetchRequest
from deepslide_qgis.core.events import Logged, Started
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.worker.engine import run
def hear(event):
    if isinstance(event, Started): print(event.pid, flush=True)
    if isinstance(event, Logged): print("date", flush=True)
run("fetch_imagery", from_plain(FetchRequest, json.loads(open(sys.argv[1]).read())), hear, lambda: False)
"""


@pytest.fixture
def request_of(engine, server, scene) -> FetchRequest:
    """Six dates from a server that takes its time."""
    for day in DAYS:
        scene(day, offset=-1000)
        server.add(items.earth_search(server.url, day, f"{day}T10:16:01Z", AROUND))
    images = engine.search(sensors=["sentinel-2"]).images
    plain = {
        "archive": event.request(server.url, "")["archive"],
        "target": Target(extent=event.AREA, extent_crs="EPSG:4326"),
        "dates": engine.dates(images),
    }
    server.asked.clear()
    server.delay_s = 0.05
    return from_plain(FetchRequest, plain)


@pytest.fixture(autouse=True)
def engines_end():
    yield
    stop_engines()


def dates_on_disk(engine) -> set[str]:
    """Return the dates whose folders carry their final names."""
    names = [name.split("/")[0] for name in engine.written if name.endswith("scene.json")]
    return {name.split("_")[2] for name in names if ".part" not in name}


def unfinished(engine) -> list[Path]:
    return list((engine.folder / "out").rglob("*.part*"))


def halt_within_a_date(engine, pid: int) -> None:
    """Stop the process where a date is half written: it can neither end it nor tidy up."""
    os.kill(pid, signal.SIGSTOP)
    while not unfinished(engine):
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.01)
        os.kill(pid, signal.SIGSTOP)


def check_the_rest_is_fetched(engine, server, request) -> None:
    whole = dates_on_disk(engine)
    assert 0 < len(whole) < len(DAYS)
    server.asked.clear()
    server.delay_s = 0
    done = run("fetch_imagery", request, lambda _: None, lambda: False)
    assert dates_on_disk(engine) == set(DAYS) and unfinished(engine) == []
    assert done.summary["kept"] == len(whole) and done.summary["fetched"] == len(DAYS) - len(whole)
    fetched = {asked.path.rsplit("/", 1)[1][:10] for asked in server.files_asked()}
    assert fetched == set(DAYS) - whole


def test_kill_9_of_the_engine(engine, server, request_of):
    pids = []

    def hear(said) -> None:
        if isinstance(said, Started):
            pids.append(said.pid)
        if isinstance(said, Logged):  # a date is whole
            os.kill(pids[0], signal.SIGKILL)

    with pytest.raises(EngineError, match="killed"):
        run("fetch_imagery", request_of, hear, lambda: False)
    assert unfinished(engine) == []
    check_the_rest_is_fetched(engine, server, request_of)


def test_kill_9_of_all(engine, server, request_of, tmp_path):
    """Nobody is left to tidy up: the next run does."""
    file = tmp_path / "request.json"
    file.write_text(json.dumps(to_plain(request_of)))
    paths = [path for path in sys.path if path]
    command = [sys.executable, "-c", CLIENT, str(file), json.dumps(paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        pid = int(client.stdout.readline())
        assert client.stdout.readline() == "date\n"
        halt_within_a_date(engine, pid)
        client.kill()
        client.wait()
        os.kill(pid, signal.SIGKILL)
    assert unfinished(engine) != []
    check_the_rest_is_fetched(engine, server, request_of)


def test_cancel_while_the_server_stalls_leaves_nothing_half_written(engine, server, request_of):
    began = []

    def hear(said) -> None:
        if isinstance(said, Progress) and not began:
            server.delay_s = 30
            began.append(time.monotonic())

    with pytest.raises(Cancelled):
        run("fetch_imagery", request_of, hear, lambda: bool(began) and time.monotonic() > began[0] + 0.5)
    assert time.monotonic() - began[0] < 0.5 + 1.5
    assert unfinished(engine) == []
