"""A QGIS that is killed in the middle of a review: what was judged is there, and the review goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from qgis.core import QgsVectorLayer

from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.review import Review
from tests.gui.conftest import memory_candidates, saved, statuses

REPOSITORY = Path(__file__).parents[2]
COUNT = 100


def test_a_killed_review_has_lost_nothing_and_goes_on(qgis_new_project, tmp_path):
    path = tmp_path / "candidates.gpkg"
    rows = tuple((n, 200 * n, 0, 100, 0.5 + n / 1000, 0.1, 3.0, 20.0) for n in range(1, COUNT + 1))
    layer = saved(memory_candidates(rows), path)
    add_fields(layer, missing_fields(layer))
    del layer

    said = judged_until_killed(path)

    assert len(said) == 40
    found = statuses(path)
    assert {number: found[number] for number in said} == said
    assert len(found) == COUNT  # the deletion that nobody saved is not there
    assert sum(status == "candidate" for status in found.values()) == COUNT - 40
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    review = Review(QgsVectorLayer(str(path), "again", "ogr"), "Ada")
    assert (review.current.number, review.progress().judged) == (41, 40)
    assert review.values()["comment"] is None
    review.close()


def judged_until_killed(path: Path) -> dict[int, str]:
    """Review in another process, kill that with what cannot be caught; return what it said it had judged."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "build"), str(REPOSITORY)])}
    command = [sys.executable, str(Path(__file__).with_name("judge_until_killed.py")), str(path)]
    said = {}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        for line in process.stdout:
            if line.startswith("waiting"):
                os.kill(process.pid, signal.SIGKILL)
                break
            number, status = line.split()
            said[int(number)] = status
    assert process.returncode == -signal.SIGKILL
    return said
