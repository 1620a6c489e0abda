"""Predict and average: rasters only, from the engine."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_an_average_of_one_is_refused(tmp_path, raster):
    message = refusal("averagepredictions", INPUTS=[raster], PROBABILITY=str(tmp_path / "p.tif"))
    assert "two or more" in message
