"""Rasters, error maps and reports that were there before a run are there after one that fails or is cancelled."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsProcessingException

from deepslide_qgis.core.errors import Cancelled
from tests.processing.conftest import RGB, project_context, read_band, write_raster
from tests.processing.inventories import box, inventory
from tests.processing.layers.test_layer_writing import names
from tests.processing.test_cancel import _run_and_cancel


def test_a_raster_that_a_comparison_reads_is_not_taken_away_when_the_error_map_is_to_replace_it(run, tmp_path):
    prediction = write_raster(tmp_path / "p.tif", np.full((1, 40, 40), 0.9, "float32"))
    (tmp_path / "r.html").write_text("the report of last week", encoding="utf-8")
    wanted = {"ERROR_MAP": prediction, "REPORT": str(tmp_path / "r.html"), "SCORES": str(tmp_path / "s.gpkg")}
    with pytest.raises(QgsProcessingException, match="cannot be its result"):
        run("comparewithinventory", PREDICTION=prediction, INVENTORY=inventory(box(5, 5, 10, 10)), **wanted)
    assert read_band(prediction)[0, 0] == np.float32(0.9)
    assert set(names(tmp_path)) - {"p.tif.aux.xml"} == {"p.tif", "r.html"}  # QGIS keeps statistics beside a raster


def test_older_results_of_a_comparison_stay_when_a_new_one_is_cancelled(tmp_path):
    values = np.random.default_rng(0).random((1, 1500, 1500)).astype("float32")
    folder = tmp_path / "out"
    folder.mkdir()
    wanted = {"SCORES": "s.gpkg", "ERROR_MAP": "e.tif", "REPORT": "r.html"}
    for name in wanted.values():
        (folder / name).write_text("of last week", encoding="utf-8")
    parameters = {
        "PREDICTION": write_raster(tmp_path / "p.tif", values),
        "INVENTORY": inventory(box(5, 5, 10, 10)),
        "THRESHOLD": 0.99,
        **{name: str(folder / file) for name, file in wanted.items()},
    }
    _run_and_cancel("comparewithinventory", parameters, 20)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == dict.fromkeys(
        wanted.values(), "of last week"
    )


def test_a_detection_that_is_cancelled_leaves_a_whole_raster_where_one_was(packs, raster, tmp_path, monkeypatch):
    """The prediction was finished, so it took the place of the older one; the mask was not there before."""

    def cancelled(*_):
        raise Cancelled()

    monkeypatch.setattr("deepslide_qgis.processing.prediction.detect_landslides.extract_candidates", cancelled)
    older = write_raster(tmp_path / "p.tif", np.zeros((1, 4, 4), "float32"), descriptions=RGB[:1])
    import processing

    wanted = {"PROBABILITY": older, "MASK": str(tmp_path / "m.tif"), "CANDIDATES": str(tmp_path / "c.gpkg")}
    settings = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu"}
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("deepslide:detectlandslides", {**settings, **wanted}, context=project_context())
    assert read_band(older).shape == (90, 100)
    assert names(tmp_path) == ["p.tif"]
