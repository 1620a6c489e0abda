"""The doctor's trials find what is wrong."""

import shutil

import numpy as np
import pytest

from deepslide_qgis.core.packs.pack import bundled_folder, own_folder
from deepslide_qgis.engine import trials
from deepslide_qgis.engine.check import _note_other_versions


@pytest.fixture
def answers(monkeypatch):
    """Let each device answer with the logits given for it; an error is raised."""
    given: dict = {}

    def predict(_pack, name, _tile):
        if isinstance(given[name], Exception):
            raise given[name]
        return np.full((1, 4, 4), given[name], np.float32), 0.1

    monkeypatch.setattr(trials, "_predict_tile", predict)
    return given


def problems(answers, **given) -> list[dict]:
    answers.update(given)
    return list(trials.try_devices([{"name": name} for name in given]))


def test_a_device_that_predicts_as_the_cpu_does(answers):
    assert problems(answers, cpu=0.3, cuda=0.301) == []


@pytest.mark.parametrize("value", [0.9, float("nan")])
def test_a_device_that_predicts_otherwise(answers, value):
    (problem,) = problems(answers, cpu=0.3, cuda=value)
    assert "predicts otherwise" in problem["message"] and "DEVICE=cpu" in problem["remedy"]


def test_a_device_that_cannot(answers):
    (problem,) = problems(answers, cpu=0.3, cuda=RuntimeError("no kernel image is available for execution"))
    assert "no kernel image" in problem["message"] and problem["remedy"]


def test_a_pack_of_the_user_that_lost_its_weights_is_no_fault_of_the_engine(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    for name in ("mine", "simulated-s1s2"):
        shutil.copytree(
            bundled_folder() / "simulated-s1s2", own_folder() / name, ignore=shutil.ignore_patterns("*.safetensors")
        )
    device = {"name": "cpu"}
    assert list(trials.try_devices([device])) == []
    assert device["seconds_per_tile"] > 0


def test_damage_to_the_plugin_s_own_pack_is_told_as_such(tmp_path, monkeypatch):
    shutil.copytree(bundled_folder() / "simulated-s1s2", tmp_path / "models" / "simulated-s1s2")
    for weights in (tmp_path / "models").rglob("*.safetensors"):
        weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    monkeypatch.setattr(trials, "bundled_folder", lambda: tmp_path / "models")
    (problem,) = trials.try_devices([{"name": "cpu"}])
    assert "cpu cannot predict" in problem["message"] and "graphics card" not in problem["remedy"]


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "file" / "folder"))
    (problem,) = trials.find_folder_problems(trials.check_folders())
    assert "Nothing can be written" in problem["message"] and problem["remedy"]


def test_little_space_and_memory_are_noted():
    found = {"data": {"folder": "/x", "free_bytes": 5, "error": ""}}
    notes = list(trials.note_low_resources(found, 8 << 30, 1 << 30))
    assert len(notes) == 2 and all(note["remedy"] for note in notes)
    assert list(trials.note_low_resources({}, 8 << 30, 4 << 30)) == []


def test_other_versions_than_tested_are_named():
    (note,) = _note_other_versions({"torch": "1.0", "numpy": "1.26.4"})
    assert "torch 1.0 (tested: 2." in note["message"] and "numpy" not in note["message"]
    assert _note_other_versions({"numpy": "1.26.4"}) == []
