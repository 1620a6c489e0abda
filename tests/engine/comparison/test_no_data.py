"""What a prediction declares as no-data, and what of it says "no landslide" all the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.comparison import ComparisonReport, read_answer
from deepslide_qgis.engine.compare import compare
from deepslide_qgis.engine.comparison.error_map import NOT_COMPARED


@pytest.mark.parametrize("mask", [True, False])
def test_a_zero_that_is_declared_as_no_data_is_no_landslide(comparison, scene, mask):
    probability, truth = scene
    prediction = np.where(np.isnan(probability), np.nan, probability >= 0.5) if mask else probability
    expected = comparison(prediction, truth)
    assert expected.pixels.fn and not comparison.warnings
    answer = comparison(prediction, truth, nodata=0)
    assert (answer.pixels, answer.landslides.px) == (expected.pixels, expected.landslides.px)
    assert np.array_equal(comparison.error_map() == NOT_COMPARED, np.isnan(probability))
    assert len(comparison.warnings) == 1 and "p.tif' declares 0 as no-data" in comparison.warnings[0]


def test_a_single_member_that_declares_zero(comparison, scene, tmp_path, write_raster):
    probability, truth = scene
    member = np.roll(truth, 2, axis=0).astype(np.float32)
    expected = comparison(probability, truth, member=member)
    write_raster(member[None], "m.tif", nodata=0)
    compare(comparison.request, comparison.events.append, bool)
    answer = read_answer(ComparisonReport, Path(comparison.request.outputs.report))
    assert answer.member == expected.member and "m.tif' declares 0" in comparison.warnings[0]


def test_where_nothing_lies_below_the_threshold_a_person_is_warned(comparison, scene):
    _, truth = scene
    comparison(np.where(np.roll(truth, 1, axis=0), 1, np.nan), truth)
    assert len(comparison.warnings) == 1 and "nothing can count as missed" in comparison.warnings[0]
