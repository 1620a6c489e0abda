"""Predict and average: rasters only, from the engine."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.processing.rasters.run_record import recorded_threshold
from tests.processing.conftest import packed, read_band, refusal, write_raster


def test_predict_writes_rasters_only(run, packs, raster, tmp_path):
    paths = {name: str(tmp_path / f"{name}.tif") for name in ("PROBABILITY", "SPREAD", "AGREEMENT", "MASK")}
    results = run("predict", INPUT=raster, MODEL_PACK=str(packs / "tiny"), DEVICE="cpu", THRESHOLD=0.5, **paths)
    probability, mask = read_band(results["PROBABILITY"]), read_band(results["MASK"])
    assert np.array_equal(mask == 1, probability >= np.float32(0.5))
    assert 0 <= read_band(results["AGREEMENT"]).min() <= read_band(results["AGREEMENT"]).max() < 1.001
    assert results["DATA_PERCENT"] == 100 and "CANDIDATES" not in results


def test_the_best_member_alone(run, packs, raster, tmp_path, heard):
    path = str(tmp_path / "p.tif")
    run("predict", INPUT=raster, MODEL_PACK=str(packs / "tiny"), DEVICE="cpu", MEMBERS=1, PROBABILITY=path)
    assert "1 member(s)" in heard.text and "01-unet" in heard.text


def test_average(run, tmp_path):
    low, high = np.full((1, 40, 50), 0.2, "float32"), np.full((1, 40, 50), 0.6, "float32")
    high[0, 0, 0] = np.nan
    inputs = [write_raster(tmp_path / f"{name}.tif", v, nodata=float("nan")) for name, v in (("l", low), ("h", high))]
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("PROBABILITY", "SPREAD", "AGREEMENT")}
    results = run("averagepredictions", INPUTS=inputs, **outputs)
    assert read_band(results["PROBABILITY"])[5, 5] == pytest.approx(0.4)
    assert read_band(results["SPREAD"])[5, 5] == pytest.approx(0.2)
    assert read_band(results["AGREEMENT"])[5, 5] == pytest.approx(0.5)
    assert np.isnan(read_band(results["PROBABILITY"])[0, 0])


def test_an_average_is_of_real_values_whatever_the_files_hold(run, tmp_path):
    low = packed(write_raster(tmp_path / "l.tif", np.full((1, 40, 50), 51, "uint8"), nodata=255), 1 / 255, 0.0)
    stored = np.full((1, 40, 50), 6000, "uint16")
    stored[0, 0, 0] = 65535
    high = packed(write_raster(tmp_path / "h.tif", stored, nodata=65535), 1e-4, 0.0)
    results = run("averagepredictions", INPUTS=[low, high], PROBABILITY=str(tmp_path / "p.tif"))
    found = read_band(results["PROBABILITY"])
    assert found[5, 5] == pytest.approx(0.4) and np.isnan(found[0, 0])


@pytest.fixture
def predicted(run, packs, raster, tmp_path, heard):
    """Predict with a threshold; return the probability raster."""

    def predict(name: str, threshold: float) -> str:
        path = str(tmp_path / f"{name}.tif")
        asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu", "THRESHOLD": threshold}
        run("predict", **asked, PROBABILITY=path)
        heard.warnings.clear()
        return path

    return predict


def test_an_average_keeps_the_threshold_that_the_predictions_share(run, predicted, heard, tmp_path):
    inputs = [predicted("one", 0.429), predicted("two", 0.429)]
    average = run("averagepredictions", INPUTS=inputs, PROBABILITY=str(tmp_path / "average.tif"))["PROBABILITY"]
    assert recorded_threshold(average) == 0.429 and "Threshold 0.429" in heard.text and heard.warnings == []
    candidates = run("extractcandidates", PROBABILITY=average, CANDIDATES="memory:")["CANDIDATES"]
    assert [candidate["threshold"] for candidate in candidates.getFeatures()] == [0.429]
    given = run("averagepredictions", INPUTS=inputs, THRESHOLD=0.7, PROBABILITY=str(tmp_path / "given.tif"))
    assert recorded_threshold(given["PROBABILITY"]) == 0.7
    votes = run("averagepredictions", INPUTS=inputs, COMBINE="vote", PROBABILITY=str(tmp_path / "votes.tif"))
    assert recorded_threshold(votes["PROBABILITY"]) == 0.5  # half of them, whatever each was tuned at


def test_an_average_of_other_thresholds_says_which_is_taken(run, predicted, heard, tmp_path):
    inputs = [predicted("one", 0.429), predicted("two", 0.3)]
    average = run("averagepredictions", INPUTS=inputs, PROBABILITY=str(tmp_path / "average.tif"))["PROBABILITY"]
    (warning,) = heard.warnings
    assert recorded_threshold(average) == 0.5 and "0.3, 0.429" in warning and "0.5 is taken" in warning


def test_a_raster_that_is_averaged_twice_is_told(run, heard, tmp_path):
    low, high = (
        write_raster(tmp_path / f"{name}.tif", np.full((1, 40, 50), value, "float32"))
        for name, value in (("low", 0.2), ("high", 0.8))
    )
    average = run("averagepredictions", INPUTS=[low, high, low], PROBABILITY=str(tmp_path / "p.tif"))
    assert read_band(average["PROBABILITY"])[5, 5] == pytest.approx(0.4)
    (warning,) = heard.warnings
    assert "'low' is chosen more than once" in warning


def test_an_average_of_one_is_refused(tmp_path, raster):
    message = refusal("averagepredictions", INPUTS=[raster], PROBABILITY=str(tmp_path / "p.tif"))
    assert "two or more" in message
