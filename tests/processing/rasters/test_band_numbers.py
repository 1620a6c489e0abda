"""Band numbers in every form in which forms, models, scripts and command lines give them."""

from __future__ import annotations

import pytest
from qgis.core import QgsExpressionContext, QgsProperty

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.rasters.band_numbers import band_numbers


@pytest.mark.parametrize(
    "value",
    [
        *([4, 3, 10], (4, 3, 10), ["4", "3", "10"], [4.0, 3.0, 10.0]),
        *("4,3,10", "4;3;10", "[4,3,10]", "[4, 3, 10]", " 4, 3 ,10 ", "(4; 3; 10)", "4 3 10"),
        *(QgsProperty.fromExpression("array(4, 3, 10)"), QgsProperty.fromValue("4,3,10")),
    ],
)
def test_three_bands(value):
    assert band_numbers(value, QgsExpressionContext()) == (4, 3, 10)


@pytest.mark.parametrize(("value", "numbers"), [(7, (7,)), ("7", (7,)), (7.0, (7,)), ([], ()), (" ", ())])
def test_one_and_none(value, numbers):
    assert band_numbers(value, QgsExpressionContext()) == numbers


@pytest.mark.parametrize("value", ["red", "4,red,2", [4, "B3"], "1.5", [2.5], "0", [-1], "4:3", "nan"])
def test_what_is_no_band_is_told_with_the_form(value):
    with pytest.raises(RequestError, match=r"no number of a band.*4,3,2"):
        band_numbers(value, QgsExpressionContext())
