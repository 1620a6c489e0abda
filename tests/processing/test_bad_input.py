"""Bad input: a clear message that says what to do, told before the run where it can be, and nothing written."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsRasterLayer, QgsVectorLayer

from tests.processing.conftest import PLACED, RGB, project_context, refusal, write_raster


@pytest.fixture
def asked(packs, raster, tmp_path) -> dict:
    """Parameters that would do."""
    (tmp_path / "out").mkdir()
    return {
        "INPUT": raster,
        "MODEL_PACK": str(packs / "constant"),
        "DEVICE": "cpu",
        "PROBABILITY": str(tmp_path / "out" / "probability.tif"),
        "CANDIDATES": str(tmp_path / "out" / "candidates.gpkg"),
    }


def scene(path: Path, count: int = 3, **options) -> str:
    return write_raster(path, np.full((count, 70, 70), 100, "uint8"), **options)


def test_good_input_is_not_refused(asked):
    assert refusal("detectlandslides", **asked) == ""


def test_too_few_bands(asked, tmp_path):
    message = refusal("detectlandslides", **{**asked, "INPUT": scene(tmp_path / "two.tif", 2)})
    assert "2 band(s)" in message and "red, green, blue" in message


def test_bands_in_an_unknown_order(asked, tmp_path):
    message = refusal("detectlandslides", **{**asked, "INPUT": scene(tmp_path / "five.tif", 5)})
    assert "BANDS" in message
    assert refusal("detectlandslides", **{**asked, "INPUT": scene(tmp_path / "five.tif", 5), "BANDS": [3, 2, 1]}) == ""


@pytest.mark.parametrize("bands", ["3,2,1", "3;2;1", "[3,2,1]", ["3", "2", "1"]])
def test_bands_in_the_forms_of_a_command_line(asked, tmp_path, bands):
    five = {**asked, "INPUT": scene(tmp_path / "five.tif", 5)}
    assert refusal("detectlandslides", **five, BANDS=bands) == ""
    assert "'red' is no number of a band" in refusal("detectlandslides", **five, BANDS="red,2,1")


def test_too_few_or_missing_bands_chosen(asked):
    assert "2 bands were chosen" in refusal("detectlandslides", **asked, BANDS=[1, 2])
    assert "no band 9" in refusal("detectlandslides", **asked, BANDS=[1, 2, 9])


@pytest.mark.parametrize("size_m", [2.0, 50.0])
def test_a_resolution_too_far_off(asked, tmp_path, size_m):
    placed = (PLACED[0], size_m, 0.0, PLACED[3], 0.0, -size_m)
    message = refusal(
        "detectlandslides", **{**asked, "INPUT": scene(tmp_path / "s.tif", placed=placed, descriptions=RGB)}
    )
    assert "10 m" in message and "4×" in message


def test_a_band_setting_that_the_pack_was_not_trained_for(asked):
    message = refusal("detectlandslides", **asked, BAND_SETTING="s1s2")
    assert "'rgb'" in message and "not on 's1s2'" in message
    assert refusal("detectlandslides", **asked, BAND_SETTING="rgb") == ""


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("MODEL_PACK", "no-such-pack", "no model pack 'no-such-pack'"),
        ("MEMBERS", 5, "has 1 members"),
        ("TILE_SIZE", 100, "multiple of 32"),
        ("THRESHOLD", 0, "between 0 and 1"),
    ],
)
def test_parameters_that_cannot_be(asked, parameter, value, said):
    assert said in refusal("detectlandslides", **{**asked, parameter: value})


def test_a_corrupt_file(asked, tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\0" + b"nonsense" * 50)
    message = refusal("detectlandslides", **{**asked, "INPUT": str(broken)})
    assert "cannot be opened" in message and "copy or download it again" in message


def test_a_layer_that_is_no_raster_file(asked):
    layer = QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png", "tiles", "wms")
    assert layer.isValid()
    message = refusal("detectlandslides", **{**asked, "INPUT": layer})
    assert "'tiles'" in message and "GeoTIFF" in message


def test_a_folder_that_is_not_there(asked, tmp_path):
    assert "no folder" in refusal("detectlandslides", **{**asked, "CANDIDATES": str(tmp_path / "none" / "c.gpkg")})
    assert "no folder" in refusal(
        "extractcandidates", PROBABILITY=asked["INPUT"], CANDIDATES=str(tmp_path / "n" / "c.gpkg")
    )


@pytest.fixture
def refused_run(run, asked):
    """Run and return what is said; nothing may have been written."""

    def refused(**options) -> str:
        with pytest.raises(QgsProcessingException) as error:
            run("detectlandslides", **{**asked, **options})
        assert list(Path(asked["PROBABILITY"]).parent.iterdir()) == []
        return str(error.value)

    return refused


def test_only_no_data(refused_run, tmp_path):
    empty = scene(tmp_path / "empty.tif", nodata=100, descriptions=RGB)
    assert "no data" in refused_run(INPUT=empty)


def test_an_area_of_interest_beside_the_raster(refused_run):
    away = QgsVectorLayer("Polygon?crs=EPSG:32646", "away", "memory")
    assert "area of interest" in refused_run(AOI=away)


def test_a_truncated_file(refused_run, tmp_path):
    values = np.random.default_rng(1).integers(0, 255, (3, 400, 400)).astype("uint8")
    whole = Path(write_raster(tmp_path / "whole.tif", values, descriptions=RGB))
    short = tmp_path / "short.tif"
    short.write_bytes(whole.read_bytes()[: 400 * 400 * 2])
    assert "copy or download it again" in refused_run(INPUT=str(short))


@pytest.mark.parametrize("harm", ["missing", "changed", "pickle", "architecture"])
def test_a_pack_that_was_altered(refused_run, packs, tmp_path, harm):
    pack = Path(shutil.copytree(packs / "constant", tmp_path / "pack"))
    weights = next(pack.glob("*/model.safetensors"))
    if harm == "changed":
        weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    elif harm == "pickle":
        weights.rename(weights.with_name("model.pth"))
    elif harm == "missing":
        shutil.rmtree(weights.parent)
    else:
        card = json.loads((pack / "ensemble.json").read_text())
        card["members"][0]["architecture"] = "Alexnet"
        (pack / "ensemble.json").write_text(json.dumps(card))
    said = {"missing": "missing", "changed": "sha256", "pickle": "pickle", "architecture": "Alexnet"}[harm]
    assert said in refused_run(MODEL_PACK=str(pack))


def test_a_device_that_is_not_there(refused_run):
    assert "cuda:7" in refused_run(DEVICE="cuda:7")


def test_no_engine(refused_run, monkeypatch, tmp_path):
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "nothing"))
    assert "Set up engine" in refused_run()


def test_outputs_that_are_no_geotiffs(refused_run, asked):
    assert ".tif" in refused_run(PROBABILITY=asked["PROBABILITY"].replace(".tif", ".vrt"))


class KillsItsEngine(QgsProcessingFeedback):
    """Kills the engine, as a system that lacks memory does, as soon as it hears of it."""

    def pushDebugInfo(self, info: str) -> None:  # noqa: N802
        os.kill(int(info.rsplit(" ", 1)[1]), signal.SIGKILL)


def test_an_engine_that_is_killed(asked, run):
    import processing

    with pytest.raises(QgsProcessingException, match=r"(?s)killed.*smaller tile"):  # its last words may stand between
        processing.run("deepslide:detectlandslides", asked, feedback=KillsItsEngine(False), context=project_context())
    assert list(Path(asked["PROBABILITY"]).parent.iterdir()) == []
    assert run("detectlandslides", **asked)["CANDIDATE_COUNT"] == 1  # the next run starts another engine
