"""The codes and the seven colours of Ganerød et al. 2023, figure 7."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.engine.comparison.error_map import NOT_COMPARED, colour, error_codes

NAMES = {
    (1, 0, 0): (255, 0, 0),  # red: false alarm of the single member
    (0, 1, 0): (0, 255, 0),  # green: both missed
    (0, 0, 1): (0, 0, 255),  # blue: false alarm of the ensemble
    (1, 1, 0): (255, 255, 0),  # yellow: single right, ensemble missed
    (1, 0, 1): (255, 0, 255),  # magenta: both false
    (0, 1, 1): (0, 255, 255),  # cyan: single missed, ensemble right
    (1, 1, 1): (255, 255, 255),  # white: both right
}


@pytest.mark.parametrize(("who", "expected"), NAMES.items())
def test_the_seven_colours(who, expected):
    single, truth, ensemble = (np.array([bool(value)]) for value in who)
    codes = error_codes(truth, ensemble, np.array([True]), single)
    assert colour(int(codes[0])) == expected


def test_without_a_member_and_without_data():
    truth, ensemble = np.array([0, 1, 0, 1, 1], bool), np.array([0, 0, 1, 1, 1], bool)
    valid = np.array([1, 1, 1, 1, 0], bool)
    assert error_codes(truth, ensemble, valid).tolist() == [0, 2, 4, 6, NOT_COMPARED]
