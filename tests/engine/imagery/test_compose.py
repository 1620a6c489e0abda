"""Composites, indices, clouds and offsets, by cases worked by hand, and on five real dates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.scene import Scene, SceneBand
from deepslide_qgis.engine.imagery.backscatter import detect_scale, to_linear
from deepslide_qgis.engine.imagery.clouds import cloudy
from deepslide_qgis.engine.imagery.compose import GreenestPixel, median, most_frequent
from deepslide_qgis.engine.imagery.reflectance import conversion_of, offset_dn
from deepslide_qgis.engine.imagery.vegetation import ndvi, ndwi

NAN = np.nan


def test_median_leaves_gaps_out():
    dates = np.array([[3, 1, NAN, NAN, 5], [1, 2, NAN, 4, 5], [2, 9, NAN, NAN, NAN]], np.float32)
    np.testing.assert_array_equal(median(dates.copy()), [2, 2, NAN, 4, 5])
    np.testing.assert_array_equal(median(dates[:2].copy()), [2, 1.5, NAN, 4, 5])
    assert median(dates[:1].copy())[0] == 3


def test_the_median_of_many_is_numpy_s():
    values = np.random.default_rng(1).normal(size=(9, 40, 50)).astype(np.float32)
    values[np.random.default_rng(2).random(values.shape) < 0.3] = NAN
    np.testing.assert_allclose(median(values.copy()), np.nanmedian(values, axis=0), rtol=1e-6)


def test_the_most_frequent_class_leaves_gaps_out_and_the_highest_of_equals_wins():
    dates = np.array([[6, 4, NAN, 4, 11, 6], [6, 4, NAN, 6, 4, NAN], [NAN, 6, NAN, 5, 11, NAN]], np.float32)
    np.testing.assert_array_equal(most_frequent(dates), [6, 4, NAN, 6, 11, 6])


def test_unclassified_wins_against_no_class_that_is_as_frequent():
    dates = np.array([[7, 7, 7, 7, 4], [6, 4, 7, NAN, 7], [7, 7, 4, 7, 11], [6, 4, 11, NAN, 7]], np.float32)
    np.testing.assert_array_equal(most_frequent(dates), [6, 4, 7, 7, 7])


def test_the_greenest_date_gives_all_bands():
    red = np.array([[0.1, 0.2, NAN, 0.1]], np.float32)
    dates = [
        np.stack([red, np.array([[0.3, 0.3, 0.4, 0.1]], np.float32), np.full((1, 4), 1, np.float32)]),
        np.stack([red / 2, np.array([[0.3, 0.1, 0.4, NAN]], np.float32), np.full((1, 4), 2, np.float32)]),
        np.stack([red / 2, np.array([[0.3, NAN, 0.4, NAN]], np.float32), np.full((1, 4), 3, np.float32)]),
    ]
    made = GreenestPixel(3, (1, 4), red=0, infrared=1).feed_all(dates)
    assert made.chosen.tolist() == [[1, 0, -1, 0]]  # a tie keeps the earlier date
    assert made.counts.tolist() == [[3, 2, 0, 1]]
    np.testing.assert_array_equal(made.bands[2], [[2, 1, NAN, 1]])
    np.testing.assert_allclose(made.ndvi, [[0.25 / 0.35, 0.2, NAN, 0]], rtol=1e-5)


def test_five_real_dates_by_numpy(real_data: Path):
    dates = np.load(real_data / "eolearn_s2_l1c13" / "REFERENCE_SCENES.npy").transpose(0, 3, 1, 2)
    made = GreenestPixel(13, dates.shape[2:], red=3, infrared=7).feed_all(dates)
    index = (dates[:, 7] - dates[:, 3]) / (dates[:, 7] + dates[:, 3])
    best = index.argmax(axis=0)
    np.testing.assert_array_equal(made.chosen, best)
    np.testing.assert_array_equal(made.bands, np.take_along_axis(dates, best[np.newaxis, np.newaxis], axis=0)[0])
    assert (made.counts == 5).all() and len(np.unique(best)) > 2


def test_indices_by_hand():
    assert ndvi(np.array([0.4]), np.array([0.1]))[0] == pytest.approx(0.6)
    assert np.isnan(ndvi(np.array([0.0]), np.array([0.0]))[0])
    assert ndwi(np.array([0.3]), np.array([0.1]))[0] == pytest.approx(0.5)


def test_reflectance_below_zero_has_no_ndvi_and_is_water():
    infrared, red = np.array([0.0045, -0.001, 0.3]), np.array([-0.004, 0.002, -0.001])
    assert np.isnan(ndvi(infrared, red)).all()
    np.testing.assert_allclose(ndwi(np.array([0.01, -0.01, 0.01]), np.array([-0.004, 0.2, -0.02])), [1, -1, 1])


def test_shadow_is_the_greenest_date_only_where_there_is_no_other():
    shadow, meadow = np.array([[[-0.004]], [[0.0045]]], np.float32), np.array([[[0.03]], [[0.25]]], np.float32)
    for dates in ([shadow, meadow], [meadow, shadow]):
        made = GreenestPixel(2, (1, 1), red=0, infrared=1).feed_all(dates)
        np.testing.assert_array_equal(made.bands, meadow)
        assert made.ndvi[0, 0] == pytest.approx(0.22 / 0.28) and made.counts[0, 0] == 2
    alone = GreenestPixel(2, (1, 1), red=0, infrared=1).feed_all([shadow])
    np.testing.assert_array_equal(alone.bands, shadow)
    assert np.isnan(alone.ndvi[0, 0]) and alone.chosen[0, 0] == 0


def test_clouds_and_their_shadows_get_a_margin_saturation_does_not():
    classes = np.full((11, 11), 4, np.float32)
    classes[5, 5] = 9
    classes[2, 8] = 1
    hidden = cloudy(classes, (1, 9), 2)
    assert hidden.shape == (7, 7)
    assert hidden[1:6, 1:6].all() and hidden.sum() == 26
    assert cloudy(classes, (1, 9), 0).sum() == 2
    assert cloudy(np.full((3, 3), NAN), (9,), 0).all()


def scene(**told) -> Scene:
    return Scene("S2", (SceneBand("B4", "b4.tif"),), **told)


@pytest.mark.parametrize(
    ("told", "treatment", "offset"),
    [
        ({"processing_baseline": "05.09", "date": "2018-07-01"}, "baseline", -1000),  # reprocessed: never by date
        ({"processing_baseline": "04.00"}, "baseline", -1000),
        ({"processing_baseline": "03.01", "date": "2022-06-01"}, "baseline", 0),
        ({"processing_baseline": "05.09", "offset_dn": 0.0}, "baseline", 0),
        ({"processing_baseline": "05.09"}, "absent", 0),
        ({}, "present", -1000),
    ],
)
def test_the_offset_goes_by_the_baseline(told, treatment, offset):
    assert offset_dn(scene(**told), treatment) == offset


def test_an_unknown_baseline_is_asked_for_and_doubts_are_told():
    numbers = np.random.default_rng(0).uniform(1100, 4000, 1000)
    with pytest.raises(RasterError, match="baseline of 'S2' is not known"):
        conversion_of(scene(date="2023-01-01"), "baseline", numbers, print)
    said: list[str] = []
    conversion_of(scene(), "absent", numbers, said.append)
    conversion_of(scene(), "present", numbers - 1000, said.append)
    assert "seems still to be in" in said[0] and "gone already" in said[1]
    assert conversion_of(scene(), "baseline", numbers / 10000, said.append).scale == 1  # reflectances have no offset
    shade = np.random.default_rng(0).uniform(-400, 2, 1000)
    assert conversion_of(scene(offset_dn=0.0), "baseline", shade, said.append).scale == 1e-4
    made = conversion_of(scene(), "present", numbers, said.append).apply(np.array([0, 2000], np.float32))
    np.testing.assert_allclose(made, [NAN, 0.1], rtol=1e-5)
    assert len(said) == 2


def test_decibels_are_told_from_power_and_both_from_raw_numbers(real_data: Path):
    power = np.random.default_rng(0).gamma(4, 0.02, 1000).astype(np.float32)
    assert detect_scale(power, "x") == "linear"
    assert detect_scale(10 * np.log10(power), "x") == "db"
    np.testing.assert_allclose(to_linear(10 * np.log10(power), "db"), power, rtol=1e-5)
    np.testing.assert_array_equal(
        to_linear(np.array([0, -0.1, 0.5], np.float32), "linear"), np.float32([NAN, NAN, 0.5])
    )
    with pytest.raises(RasterError, match="Calibrate"):
        detect_scale(power * 5000, "raw")
    with pytest.raises(RasterError, match="no backscatter"):
        detect_scale(np.full(5, NAN), "empty")


@pytest.mark.parametrize("fill", [-9999, -32768, -3.4e38])
def test_fill_that_nobody_declared_does_not_decide_the_scale(fill):
    power = np.random.default_rng(0).gamma(4, 0.02, 1000).astype(np.float32)
    for values, scale in ((power, "linear"), (10 * np.log10(power), "db")):
        values[:100] = fill
        assert detect_scale(values, "x") == scale
        assert np.isnan(to_linear(values, scale)[:100]).all()
    with pytest.raises(RasterError, match="no backscatter"):
        detect_scale(np.full(5, fill), "empty")
