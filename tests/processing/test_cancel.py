"""Cancel works within a second, at any moment, and leaves nothing that looks finished."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsFeedback, QgsGeometry, QgsProcessingException, QgsProcessingFeedback

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.processing.candidates.corners import group_by_corner
from deepslide_qgis.processing.candidates.terrain import compute_slope
from tests.processing.conftest import RGB, project_context, write_raster

ALLOWED_S = 1.5  # a second, and some for a busy machine


class Cancelling:
    """Cancels a feedback from another thread, as the button does, ``later_s`` after its progress passes ``percent``."""

    def __init__(self, percent: float, later_s: float):
        self._percent, self._later_s = percent, later_s
        self.began = 0.0

    def watch(self, feedback: QgsProcessingFeedback, progress: float) -> None:
        if progress >= self._percent and not self.began:
            self.began = time.monotonic()
            threading.Timer(self._later_s, feedback.cancel).start()


@pytest.fixture
def parameters(packs, tmp_path) -> dict:
    values = np.random.default_rng(0).integers(0, 255, (3, 1500, 1500)).astype("uint8")
    (tmp_path / "out").mkdir()
    return {
        "INPUT": write_raster(tmp_path / "scene.tif", values, descriptions=RGB),
        "MODEL_PACK": str(packs / "tiny"),
        "DEVICE": "cpu",
        "PROBABILITY": str(tmp_path / "out" / "probability.tif"),
        "MASK": str(tmp_path / "out" / "mask.tif"),
        "CANDIDATES": str(tmp_path / "out" / "candidates.gpkg"),
    }


def test_cancel_while_predicting(parameters, tmp_path):
    _run_and_cancel("detectlandslides", parameters, percent=1)
    assert [path.name for path in Path(tmp_path / "out").iterdir()] == []


def test_cancel_while_outlining_removes_the_finished_rasters_too(parameters, raster, packs, tmp_path, monkeypatch):
    def endless(_extraction, _scratch, _context, feedback, _begin):
        feedback.setProgress(95)
        while not feedback.isCanceled():
            time.sleep(0.02)
        raise Cancelled()

    monkeypatch.setattr("deepslide_qgis.processing.prediction.detect_landslides.extract_candidates", endless)
    parameters.update(INPUT=raster, MODEL_PACK=str(packs / "constant"))
    _run_and_cancel("detectlandslides", parameters, percent=95)
    assert [path.name for path in Path(tmp_path / "out").iterdir()] == []


def test_cancel_while_extracting(tmp_path):
    values = np.random.default_rng(0).random((1, 500, 500)).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values)
    target = tmp_path / "candidates.gpkg"
    parameters = {"PROBABILITY": path, "THRESHOLD": 0.9, "MIN_AREA": 0, "CANDIDATES": str(target)}
    _run_and_cancel("extractcandidates", parameters, percent=52)
    assert not target.exists()


def test_cancel_while_merging(tmp_path):
    values = (np.random.default_rng(0).random((1, 700, 700)) < 0.2).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values)
    target = tmp_path / "candidates.gpkg"
    parameters = {"PROBABILITY": path, "THRESHOLD": 0.5, "MERGE_DISTANCE": 15, "CANDIDATES": str(target)}
    _run_and_cancel("extractcandidates", parameters, percent=50, later_s=1.5)
    assert not target.exists()


@pytest.mark.parametrize("later_s", [0.05, 0.25])
@pytest.mark.parametrize("name", ["candidates.gpkg", None])
def test_cancel_while_writing_leaves_the_older_layer(tmp_path, name, later_s):
    values = np.random.default_rng(0).random((1, 500, 500)).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values)
    target = tmp_path / (name or "other")
    target.write_text("older")
    parameters = {"PROBABILITY": path, "THRESHOLD": 0.9, "MIN_AREA": 0}
    parameters["CANDIDATES"] = str(target) if name else "TEMPORARY_OUTPUT"
    _run_and_cancel("extractcandidates", parameters, percent=100, later_s=later_s)
    assert target.read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["noise.tif", target.name])


def test_slopes_and_groups_of_polygons_hear_cancel(tmp_path):
    path = write_raster(tmp_path / "dem.tif", np.random.default_rng(0).random((1, 50, 50)).astype("float32"))
    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        compute_slope(path, str(tmp_path / "slope.tif"), feedback)
    square = bytes(QgsGeometry.fromWkt("Polygon ((0 0, 1 0, 1 1, 0 1, 0 0))").asWkb())
    with pytest.raises(Cancelled):
        group_by_corner([square], feedback)


def _run_and_cancel(name: str, parameters: dict, percent: float, later_s: float = 0.05) -> None:
    import processing

    cancelling, feedback = Cancelling(percent, later_s), QgsProcessingFeedback(False)
    feedback.progressChanged.connect(lambda progress: cancelling.watch(feedback, progress))
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run(f"deepslide:{name}", parameters, feedback=feedback, context=project_context())
    assert time.monotonic() - cancelling.began - later_s < ALLOWED_S
    feedback.progressChanged.disconnect()  # otherwise it lives as long as the function that it calls
