"""The engine of a computer without a graphics card has no torch, nothing for imagery, and predicts all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import rasterio

REPOSITORY = Path(__file__).parents[2]
ABSENT = ("torch", "torchvision", "timm", "segmentation_models_pytorch", "safetensors", "scipy", "sklearn", "onnx")
PREDICT = f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
sys.path.insert(0, sys.argv[1])
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in {ABSENT!r} else find_spec(name, package)

from deepslide_qgis.core.request import CheckRequest, PredictionOutputs, PredictionRequest
from deepslide_qgis.engine import average, compare, pool
from deepslide_qgis.engine.check import check
from deepslide_qgis.engine.predict import predict

request = PredictionRequest(sys.argv[2], sys.argv[3], PredictionOutputs(sys.argv[4]))
print(predict(request, lambda event: None, lambda: False).summary["runtime"])
print(check(CheckRequest(), lambda event: None, lambda: False).summary["ready"])
"""


def test_prediction_and_the_doctor_need_no_torch(run, write_raster, noise, tiny_pack, tmp_path):
    raster = write_raster(noise(100, 90))
    target = tmp_path / "without.tif"
    command = [sys.executable, "-c", PREDICT, str(REPOSITORY), raster, str(tiny_pack), str(target)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.stdout.split() == ["openvino", "True"], ran.stderr
    run(raster, tiny_pack, device="cpu:torch")
    with rasterio.open(target) as file:
        np.testing.assert_allclose(file.read(1), run.result(), atol=1e-4)
