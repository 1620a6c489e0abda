"""Comparisons of arrays: written to files, compared, and read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.comparison import ComparisonReport, read_answer
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.request import ComparisonOutputs, ComparisonRequest
from deepslide_qgis.engine.compare import compare
from deepslide_qgis.engine.comparison import rasters
from deepslide_qgis.engine.comparison.components import label_components

NAN = float("nan")


class Comparison:
    """Writes arrays, compares them, and keeps request, answer and events."""

    def __init__(self, folder: Path, write_raster):
        self._folder, self._write = folder, write_raster
        self.events: list = []

    def __call__(
        self,
        probability: np.ndarray,
        truth: np.ndarray,
        inside: Optional[np.ndarray] = None,
        member: Optional[np.ndarray] = None,
        is_cancelled=lambda: False,
        profile: Optional[dict] = None,
        nodata: float = NAN,
        **settings: Any,
    ) -> ComparisonReport:
        threshold = np.float32(settings.get("threshold", 0.5))
        landslides = truth if truth.dtype == np.int32 else label_components(truth)
        candidates = label_components(np.nan_to_num(probability) >= threshold)
        write, place = self._write, profile or {}
        self.request = ComparisonRequest(
            write(probability[None].astype(np.float32), "p.tif", nodata=nodata, **place),
            write(landslides[None], "l.tif", **place),
            write(candidates[None], "c.tif", **place),
            int(landslides.max()),
            int(candidates.max()),
            ComparisonOutputs(str(self._folder / "report.json"), str(self._folder / "errors.tif")),
            inside=None if inside is None else write(inside[None].astype(np.uint8), "i.tif", **place),
            member_prediction=None if member is None else write(member[None].astype(np.float32), "m.tif", **place),
            **settings,
        )
        compare(self.request, self.events.append, is_cancelled)
        return read_answer(ComparisonReport, Path(self.request.outputs.report))

    @property
    def warnings(self) -> list[str]:
        return [event.message for event in self.events if isinstance(event, Warned)]

    def error_map(self) -> np.ndarray:
        with rasterio.open(self.request.outputs.error_map) as file:
            return file.read(1)


@pytest.fixture
def comparison(tmp_path, write_raster, monkeypatch) -> Comparison:
    monkeypatch.setattr(rasters, "STRIP_PIXELS", 1000)  # many strips
    folder = tmp_path / "out"
    folder.mkdir()
    return Comparison(folder, write_raster)


@pytest.fixture
def scene() -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of three decimals, some without data, and a truth that they half follow."""
    rng = np.random.default_rng(7)
    truth = rng.random((80, 70)) < 0.1
    probability = np.round(np.clip(rng.normal(0.25 + 0.4 * truth, 0.2), 0, 1), 3)
    probability[10:20, 30:40] = np.nan
    return probability, truth
