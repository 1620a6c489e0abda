"""The operators that torchvision's wheel lacks beside a CPU torch: declared where missing, left alone where not."""

import subprocess
import sys
from pathlib import Path

import pytest

DECLARED = """
import torch
library = torch.library.Library("torchvision", "FRAGMENT")  # as the wheel's own operators do when they load
for operator in ("nms", "qnms"):
    library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""
IMPORT = """
from deepslide_qgis.engine.process import libraries
smp = libraries.import_smp()
smp = libraries.import_smp()
smp.Unet("resnet18", encoder_weights=None)
print("declared here:", len(libraries._torch_libraries))
"""


@pytest.mark.parametrize("operators_load", [True, False])
def test_smp_is_imported_whether_or_not_torchvision_s_operators_load(operators_load):
    code = (DECLARED if operators_load else "") + IMPORT
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False
    )
    assert result.returncode == 0, result.stderr
    if operators_load:
        assert "declared here: 0" in result.stdout
