"""The round trip in miniature: half of a case study is reviewed, a member trained further, both scored in the rest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(1200)  # a minute where nothing else runs
REPOSITORY = Path(__file__).parents[2]
SIZE_PX, SEED = 320, 4
SHORT = """
recipe = "fine-tune"
name = "short"
seed = 1
[start]
pack = "simulated-s1s2"
members = ["linknet-mobilenetv3-small"]
[data]
title = "half of a small case study"
folder = "."
train = "reviewed"
validation = "reviewed"
tiles_per_epoch = 96
tile_px = 64
[schedule]
epochs = 1
learning_rate = 1e-3
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fine_tune")


@pytest.fixture(scope="module")
def said(folder) -> str:
    experiment = folder / "short.toml"
    experiment.write_text(SHORT, encoding="utf-8")
    options = ["--folder", folder, "--experiment", experiment, "--size", SIZE_PX, "--seed", SEED]
    command = [sys.executable, "-m", "scripts.fine_tune", *map(str, options)]
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_both_packs_are_scored_where_nobody_reviewed(said):
    """One epoch on two square kilometres gains nothing; the demo itself does, see docs/review.md."""
    scores = {name: float(f1) for name, f1 in re.findall(r"(before|after) +pixel F1 ([\d.]+)", said)}
    assert set(scores) == {"before", "after"}
    assert all(0 < f1 < 1 for f1 in scores.values())
    assert scores["after"] != scores["before"]


def test_the_new_pack_says_what_it_comes_from(said, folder):
    card = json.loads((folder / "pack" / "ensemble.json").read_text(encoding="utf-8"))
    assert "begun from linknet-mobilenetv3-small of the pack simulated-s1s2" in card["members"][0]["notes"]
    assert not card["for_mapping"]


def test_nothing_of_the_half_that_scores_was_learnt(said, folder):
    import numpy as np
    from osgeo import gdal

    label = gdal.Open(str(folder / "data" / "reviewed" / "label" / "autumn_label.tif")).ReadAsArray()
    assert set(np.unique(label)) == {0, 1, 255}
    half = SIZE_PX // 2
    assert (label[:, half + 32 :] == 255).all()
    assert (label[:, :half] != 255).all()


def test_before_and_after_are_drawn(said, folder):
    from qgis.PyQt.QtGui import QImage

    picture = QImage(str(folder / "before_after.png"))
    assert picture.width() > picture.height() // 2 > 400
