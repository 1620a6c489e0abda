"""Band values inside and around: statistics against numpy, separability against scikit-learn and its formulas."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from deepslide_qgis.core.band_values import BandValuesAnswer
from deepslide_qgis.core.comparison import read_answer
from deepslide_qgis.core.errors import Cancelled, RasterError
from deepslide_qgis.core.request import BandValuesRequest, ComparisonOutputs
from deepslide_qgis.engine import band_values as command
from deepslide_qgis.engine.comparison import rasters
from deepslide_qgis.engine.comparison.separability import auc, compare_zones, jeffries_matusita


@pytest.fixture
def described(tmp_path, write_raster, monkeypatch):
    monkeypatch.setattr(rasters, "STRIP_PIXELS", 2000)  # many strips

    def describe(bands, zones, numbers=(1, 2), is_cancelled=lambda: False) -> BandValuesAnswer:
        path = tmp_path / "answer.json"
        inputs = write_raster(bands, "bands.tif", nodata=-1), write_raster(zones[None].astype(np.int32), "zones.tif")
        request = BandValuesRequest(*inputs, numbers, ComparisonOutputs(str(path)))
        command.band_values(request, lambda event: None, is_cancelled)
        return read_answer(BandValuesAnswer, Path(path))

    return describe


@pytest.fixture
def scene() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    zones = rng.choice(3, (90, 80), p=(0.5, 0.2, 0.3))
    bands = rng.normal(10, 2, (2, 90, 80)).astype(np.float32)
    bands[1] += 3 * (zones == 1)
    bands[0, :10] = -1  # no data
    return bands, zones


def test_statistics_of_both_zones(described, scene):
    bands, zones = scene
    answer = described(bands, zones)
    known = bands[0] != -1
    for values, zone in ((answer.bands[0].inside, 1), (answer.bands[0].around, 2)):
        expected = bands[0][known & (zones == zone)]
        assert values.pixels == expected.size
        assert (values.mean, values.median) == pytest.approx((expected.mean(), np.median(expected)))
        assert (values.q25, values.p95) == pytest.approx(tuple(np.quantile(expected, (0.25, 0.95))))
    assert answer.bands[1].inside.pixels == (zones == 1).sum()


def test_separability(described, scene):
    bands, zones = scene
    first, second = described(bands, zones).bands
    both = (zones > 0) & (bands[1] != -1)
    assert second.auc == pytest.approx(roc_auc_score(zones[both] == 1, bands[1][both]))
    assert first.separability < 0.1 < 0.6 < second.separability
    assert second.effect == pytest.approx(1.5, abs=0.1)


def test_ties_count_half_and_order_tells_the_side():
    assert auc(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.5
    assert auc(np.array([5.0, np.nan]), np.array([1.0, 2.0])) == 1
    assert auc(np.array([0.0]), np.array([1.0, 2.0])) == 0


def test_jeffries_matusita_of_equal_spreads():
    values = compare_zones(1, np.array([0.0, 2.0]), np.array([4.0, 6.0]))  # means 1 and 5, deviations 1
    assert values.jeffries_matusita == pytest.approx(2 * (1 - math.exp(-(4**2) / 8)))
    same = compare_zones(1, np.array([0.0, 2.0]), np.array([0.0, 2.0]))
    assert same.jeffries_matusita == pytest.approx(0) and same.auc == 0.5
    assert math.isnan(jeffries_matusita(*[compare_zones(1, np.ones(3), np.ones(3)).inside] * 2))


def test_of_many_pixels_as_many_are_taken_all_over(described, scene, monkeypatch):
    bands, zones = scene
    monkeypatch.setattr(command, "SAMPLE_PX", 100)
    thinned = described(bands, zones).bands[1]
    inside = bands[1][zones == 1]
    step = -(-inside.size // 100)
    assert thinned.inside.pixels == len(inside[::step]) and thinned.inside.mean == pytest.approx(inside[::step].mean())


def test_zones_without_a_pixel_and_bands_that_are_not_there(described, scene):
    bands, zones = scene
    with pytest.raises(RasterError, match="around the landslides"):
        described(bands, np.where(zones == 2, 0, zones))
    with pytest.raises(RasterError, match="no band 7"):
        described(bands, zones, (1, 7))
    with pytest.raises(Cancelled):
        described(bands, zones, is_cancelled=lambda: True)


def test_a_band_without_data(described, scene):
    bands, zones = scene
    bands[0] = -1
    first, _ = described(bands, zones).bands
    assert first.inside.pixels == 0 and math.isnan(first.auc) and math.isnan(first.inside.median)
