"""Tiles changed at random: turned, flipped, exposed otherwise."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from training.data.augmentation import change_exposure, draw_turn, turn
from training.planning.plans import Augmentation


def test_flips_move_tile_and_mask_together() -> None:
    tile = np.arange(3 * 16).reshape(3, 4, 4)
    results = {turn(tile, which).tobytes() for which in range(8)}
    assert len(results) == 8
    for which in range(8):
        np.testing.assert_array_equal(turn(tile, which)[0], turn(tile[:1], which)[0])


@pytest.mark.parametrize(("turns", "expected"), [("eight", 8), ("rotations", 4), ("none", 1)])
def test_turns_are_drawn_as_often_as_one_another(turns: str, expected: int) -> None:
    random = np.random.default_rng(0)
    drawn = Counter(draw_turn(turns, random) for _ in range(1600))
    assert sorted(drawn) == list(range(expected))
    assert min(drawn.values()) > 0.7 * 1600 / expected


def test_two_flips_and_a_turn_are_those_of_the_reference_code() -> None:
    tile = np.arange(16).reshape(4, 4)
    random, again = np.random.default_rng(5), np.random.default_rng(5)
    seen = set()
    for _ in range(64):
        across, down, quarter = again.random(3) < 0.5
        expected = tile[:, ::-1] if across else tile
        expected = expected[::-1] if down else expected
        expected = np.rot90(expected) if quarter else expected
        seen.add(expected.tobytes())
        positions = [turn(tile, which).tobytes() for which in range(8)]
        assert turn(tile, draw_turn("flips_and_turn", random)).tobytes() in positions
    assert len(seen) == 8


def test_augmentation_changes_exposure_within_its_limits() -> None:
    bands = np.full((3, 8, 8), 100, np.float32)
    random = np.random.default_rng(0)
    changed = np.stack([change_exposure(bands, Augmentation(band_factor=1.2), random) for _ in range(50)])
    assert 100 / 1.2 - 1e-3 <= changed.min() < 90
    assert 110 < changed.max() <= 120 + 1e-3
    noisy = change_exposure(bands, Augmentation(quantum=1.0), random)
    assert 99.5 <= noisy.min() < 99.7
    assert 100.3 < noisy.max() <= 100.5
    hazy = np.stack([change_exposure(bands, Augmentation(haze_share=1.0), random) for _ in range(50)])
    assert 30 - 1e-3 <= hazy.min() < 40
    assert hazy.max() <= 100
    np.testing.assert_array_equal(change_exposure(bands, Augmentation(), random), bands)


def test_haze_is_taken_from_bands_with_gaps() -> None:
    bands = np.full((2, 8, 8), 100, np.float32)
    bands[0, :, ::2] = np.nan
    bands[1] = np.nan
    changed = change_exposure(bands, Augmentation(haze_share=1.0), np.random.default_rng(0))
    np.testing.assert_array_equal(np.isnan(changed), np.isnan(bands))
    assert np.nanmax(changed) < 100
