"""Cancel of a comparison: at once, and nothing that looks finished is left."""

from __future__ import annotations

import numpy as np
import pytest

from tests.processing.conftest import write_raster
from tests.processing.inventories import box, inventory
from tests.processing.test_cancel import _run_and_cancel


@pytest.mark.parametrize("percent", [20, 55])  # while outlining, and while the engine counts
def test_cancel_leaves_nothing(tmp_path, percent):
    rng = np.random.default_rng(0)
    values = np.repeat(np.repeat(rng.random((1, 400, 400), dtype="float32"), 8, 1), 8, 2)
    folder = tmp_path / "out"
    folder.mkdir()
    wanted = {"SCORES": "s.gpkg", "ERROR_MAP": "e.tif", "REPORT": "r.html", "INVENTORY_MATCHED": "i.gpkg"}
    parameters = {
        "PREDICTION": write_raster(tmp_path / "p.tif", values),
        "INVENTORY": inventory(box(5, 5, 10, 10)),
        "THRESHOLD": 0.99,
        **{name: str(folder / file) for name, file in wanted.items()},
    }
    _run_and_cancel("comparewithinventory", parameters, percent)
    assert not list(folder.iterdir())
