"""Rows go into a file by whole rows of blocks."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.engine.rasters.block_rows import BlockRows


@pytest.mark.parametrize("shape", [(100, 7), (2, 100, 7)])
@pytest.mark.parametrize(
    "heights", [[100], [1] * 100, [16] * 6 + [4], [30, 2, 1, 63, 4], [5, 95], [99, 1], [13] * 7 + [9]]
)
def test_all_rows_come_once_in_their_order_and_part_where_blocks_do(shape, heights):
    values = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    rows, top, found = BlockRows(16, 100), 0, []
    for height in heights:
        found += list(rows.add(top, values[..., top : top + height, :]))
        top += height
    tops = [first for first, _ in found]
    assert all(first % 16 == 0 for first in tops)
    assert tops == [0, *np.cumsum([part.shape[-2] for _, part in found])[:-1]]
    np.testing.assert_array_equal(np.concatenate([part for _, part in found], axis=-2), values)


def test_other_columns_begin_at_the_top_again():
    rows = BlockRows(16, 20)
    for _ in range(2):
        assert [first for first, _ in [*rows.add(0, np.zeros((18, 3))), *rows.add(18, np.zeros((2, 3)))]] == [0, 16]


def test_what_waits_is_not_changed_with_the_memory_that_it_came_in():
    rows, values = BlockRows(16, 32), np.ones((10, 3))
    assert list(rows.add(0, values)) == []
    values[:] = 2
    ((_, block),) = rows.add(10, np.ones((6, 3)))
    assert (block == 1).all()


def test_rows_that_are_left_out_are_noticed():
    rows = BlockRows(16, 32)
    assert list(rows.add(0, np.ones((10, 3)))) == []
    with pytest.raises(ValueError, match="do not follow"):
        list(rows.add(16, np.ones((16, 3))))
    with pytest.raises(ValueError, match="after 10"):
        rows.check_complete()
