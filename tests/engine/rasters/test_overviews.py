"""Overviews made of rows as they come: what GDAL makes of the whole raster."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.io import MemoryFile
from rasterio.transform import from_origin

from deepslide_qgis.engine.rasters.overviews import AVERAGE, MAJORITY, NEAREST, Overviews, Reduction, overview_factors

NODATA = {AVERAGE: np.nan, NEAREST: 255, MAJORITY: 255}


def of_gdal(values: np.ndarray, reduction: Reduction) -> list[np.ndarray]:
    """Return all levels that GDAL builds of ``values`` (h, w)."""
    height, width = values.shape
    profile = {"driver": "GTiff", "count": 1, "dtype": values.dtype, "nodata": NODATA[reduction]}
    profile["transform"] = from_origin(500_000, 5_000_000, 10, 10)
    factors = overview_factors(height, width)
    with MemoryFile() as memory:
        with memory.open(height=height, width=width, **profile) as file:
            file.write(values, 1)
            file.build_overviews(factors, reduction.resampling)
        levels = []
        for level in range(len(factors)):
            with memory.open(overview_level=level) as file:
                levels.append(file.read(1))
    return levels


def ours(values: np.ndarray, reduction: Reduction, heights: list[int], widths: list[int]) -> list[np.ndarray]:
    """Return all levels of ``values`` (…, h, w) that comes in rows of ``heights``, in columns of ``widths``."""
    height, width = values.shape[-2:]
    made = Overviews(height, width, 256, reduction, NODATA[reduction])
    sides = [(-(-height // factor), -(-width // factor)) for factor in (1, *made.factors)]
    levels = [np.full((*values.shape[:-2], *side), 77, values.dtype) for side in sides]
    left = 0
    for wide in widths:
        top = 0
        for tall in heights:
            for level, first, column, rows in made.add(top, left, values[..., top : top + tall, left : left + wide]):
                assert first % 256 == 0 and rows.dtype == values.dtype
                levels[level][..., first : first + rows.shape[-2], column : column + rows.shape[-1]] = rows
            top += tall
        left += wide
    made.check_complete()
    np.testing.assert_array_equal(levels[0], values)
    return levels[1:]


def full_of_gaps(*shape: int) -> np.ndarray:
    values, random = np.random.default_rng(0).random(shape, np.float32), np.random.default_rng(1)
    values[..., :100, 50:300] = np.nan
    values[random.random(shape) < 0.1] = np.nan
    return values


def test_averages_are_those_of_gdal():
    values = full_of_gaps(1024, 2048)
    for mine, theirs in zip(ours(values, AVERAGE, [1024], [2048]), of_gdal(values, AVERAGE), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
@pytest.mark.parametrize("shape", [(2, 700, 1100), (1001, 333), (257, 3)])
def test_averages_are_of_what_is_known_also_at_odd_ends(shape):
    values = full_of_gaps(*shape)
    for found in ours(values, AVERAGE, [shape[-2]], [shape[-1]]):
        beyond = [(0, 0)] * (values.ndim - 2) + [(0, side % 2) for side in values.shape[-2:]]
        padded = np.pad(values, beyond, constant_values=np.nan)
        quarters = [padded[..., down::2, across::2] for down in range(2) for across in range(2)]
        values = np.nanmean(quarters, axis=0)
        np.testing.assert_allclose(found, values, atol=1e-6)


@pytest.mark.parametrize("shape", [(1024, 2048), (700, 1100)])
def test_a_mask_is_landslide_where_half_of_what_is_known_is(shape):
    mask = (np.random.default_rng(2).random(shape) < 0.5).astype(np.uint8)
    mask[:64, :64], mask[64:128, :64], mask[0, 0] = 255, 1, 1
    first = ours(mask, MAJORITY, [shape[0]], [shape[1]])[0]
    quarters = mask.reshape(shape[0] // 2, 2, shape[1] // 2, 2).swapaxes(1, 2).reshape(*first.shape, 4)
    known = (quarters != 255).sum(axis=-1)
    expected = np.where(known == 0, 255, 2 * (quarters == 1).sum(axis=-1) >= np.maximum(known, 1))
    np.testing.assert_array_equal(first, expected)
    assert first[0, 0] == 1 and first[5, 5] == 255 and first[40, 5] == 1
    theirs = of_gdal(mask, MAJORITY)[0]
    is_tie = 2 * (quarters == 1).sum(axis=-1) == known
    np.testing.assert_array_equal(first[~is_tie], theirs[~is_tie])


def test_classes_are_never_mixed():
    classes = np.random.default_rng(3).integers(0, 9, (600, 800)).astype(np.uint8)
    for mine, theirs in zip(ours(classes, NEAREST, [600], [800]), of_gdal(classes, NEAREST), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("reduction", [AVERAGE, NEAREST])
@pytest.mark.parametrize(
    ("heights", "widths"), [([1] * 700, [2100]), ([192] * 3 + [124], [1024, 1024, 52]), ([699, 1], [2048, 52])]
)
def test_however_rows_come_the_levels_are_the_same(reduction, heights, widths):
    values = np.random.default_rng(4).random((2, 700, 2100), np.float32)
    for found, expected in zip(
        ours(values, reduction, heights, widths), ours(values, reduction, [700], [2100]), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("height", "width", "factors"),
    [(9, 256, []), (9, 257, [2]), (9, 1025, [2, 4]), (1030, 9, [2, 4, 8]), (9, 600_000, [2**i for i in range(1, 11)])],
)
def test_they_end_where_the_raster_fits_into_one_block(height, width, factors):
    assert overview_factors(height, width) == factors


def test_rows_that_never_came_are_told():
    made = Overviews(700, 300, 256, AVERAGE, np.nan)
    list(made.add(0, 0, np.zeros((300, 300), np.float32)))
    with pytest.raises(ValueError, match="never written"):
        made.check_complete()


def test_an_average_of_nothing_is_no_data_and_warns_of_nothing(recwarn):
    values = np.full((4, 4), np.nan, np.float32)
    values[0, 0] = 3
    first = AVERAGE.halve(values)
    assert first[0, 0] == 3 and np.isnan(first).sum() == 3 and not recwarn.list
