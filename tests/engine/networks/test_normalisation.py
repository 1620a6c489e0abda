import numpy as np
import pytest
import torch

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import normalise, raster_gain

LINEAR = Normalisation(divide=(1.0, 10.0), mean=(5.0, 2.0), std=(2.0, 4.0))
LOG = Normalisation((2.0, 4.0), (0.0, 0.0), (1.0, 1.0), gain="raster_median", transform="log", log_floor=0.01)


def test_linear_is_the_z_score_of_divided_values_and_gaps_become_the_mean():
    bands = np.float32([[[7.0, np.nan]], [[100.0, 20.0]]])
    assert normalise(bands, LINEAR).tolist() == [[[1.0, 0.0]], [[2.0, 0.0]]]


def test_the_caller_s_array_is_left_alone():
    bands = np.float32([[[7.0]], [[np.nan]]])
    normalise(bands, LINEAR)
    assert bands[0, 0, 0] == 7 and np.isnan(bands[1, 0, 0])


def test_a_factor_common_to_all_bands_cancels_through_the_gain():
    bands = np.random.default_rng(3).uniform(50, 400, (2, 20, 30)).astype(np.float32)
    results = []
    for exposure in (1.0, 0.01, 37.0):
        scaled = bands * np.float32(exposure)
        results.append(normalise(scaled, LOG, raster_gain(scaled.reshape(2, -1), LOG)))
    np.testing.assert_allclose(results[1], results[0], atol=1e-4)
    np.testing.assert_allclose(results[2], results[0], atol=1e-4)


def test_zero_and_negative_values_stay_finite_in_the_logarithm():
    assert np.isfinite(normalise(np.float32([[[0.0]], [[-3.0]]]), LOG)).all()


def test_gain_of_a_black_raster_is_refused():
    with pytest.raises(RasterError, match="no values above 0"):
        raster_gain(np.zeros((2, 10), np.float32), LOG)


def test_gain_ignores_pixels_without_data():
    sample = np.float32([[2.0, np.nan, 6.0], [4.0, 4.0, 12.0]])
    assert raster_gain(sample, LOG) == 2.0  # median of 1 and 3


def test_a_band_of_classes_becomes_one_channel_for_each_of_them():
    normalisation = Normalisation((1.0,) * 3, (5.0, 0.0, 1.0), (2.0, 1.0, 1.0), classes=((), (3.0, 7.0), ()))
    bands = np.float32([[[7.0, np.nan]], [[7.0, 3.0]], [[2.0, 2.0]]])
    expected = [[[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 0.0]], [[1.0, 1.0]]]
    assert normalisation.channels == 4
    assert normalise(bands, normalisation).tolist() == expected
    assert normalise(np.stack([bands, bands]), normalisation).tolist() == [expected, expected]


def test_gaps_and_classes_that_training_lacked_are_0_in_every_channel():
    normalisation = Normalisation((1.0,), (0.0,), (1.0,), classes=((3.0, 7.0),))
    assert normalise(np.float32([[[np.nan, 5.0, 7.0]]]), normalisation).tolist() == [[[0, 0, 0]], [[0, 0, 1]]]


CLASSES = Normalisation((1.0, 1.0), (5.0, 0.0), (2.0, 1.0), classes=((), (3.0, 7.0)))


@pytest.mark.parametrize("normalisation", [LINEAR, LOG, CLASSES])
@pytest.mark.parametrize("shape", [(2, 9, 11), (4, 2, 9, 11)])
def test_tensors_are_normalised_as_arrays_are(normalisation, shape):
    bands = np.random.default_rng(5).integers(-3, 9, shape).astype(np.float32)
    bands[..., 2:5, 3:7] = np.nan
    bands[..., 0, 0] = np.inf
    expected = normalise(bands, normalisation, 1.7)
    assert np.isfinite(expected).all()
    found = normalise(torch.from_numpy(bands), normalisation, 1.7)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("normalisation", [LINEAR, LOG])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16"])
def test_integers_are_normalised_as_the_same_floats(normalisation, dtype):
    bands = np.random.default_rng(0).integers(0, 120, (2, 2, 9, 7)).astype(dtype)
    expected = normalise(bands.astype(np.float32), normalisation, 1.3)
    found = normalise(bands, normalisation, 1.3)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)
