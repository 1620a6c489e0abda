import numpy as np
import pytest
import torch

from deepslide_qgis.engine.prediction.canvas import Canvas, blending_bytes
from deepslide_qgis.engine.prediction.tiling import tile_axis


@pytest.mark.parametrize("length", [1, 31, 64, 65, 100, 127, 128, 129, 250, 1000, 10980])
@pytest.mark.parametrize(("tile_px", "margin_px"), [(64, 0), (64, 8), (64, 16), (64, 31), (256, 32)])
def test_weights_of_all_tiles_sum_to_one_at_every_pixel(length, tile_px, margin_px):
    axis = tile_axis(length, tile_px, margin_px)
    total = np.zeros(length)
    for span, weights in zip(axis.spans, axis.weights, strict=True):
        total[span] += weights[: span.stop - span.start]
    assert total == pytest.approx(np.ones(length), abs=1e-6)


def test_fewest_tiles_cover_the_raster_and_none_is_predicted_twice():
    axis = tile_axis(2048, 256, 32)
    assert len(axis.starts) == 11  # 121 tiles of a 2048² raster, not 144
    assert len(set(axis.starts)) == len(axis.starts)
    assert axis.starts[0] == 0 and axis.starts[-1] + 256 == 2048


def test_neighbours_overlap_by_twice_the_margin_at_least():
    axis = tile_axis(1111, 128, 20)
    overlaps = [left + 128 - right for left, right in zip(axis.starts, axis.starts[1:], strict=False)]
    assert min(overlaps) >= 40


def test_margin_fades_out_inside_but_not_at_the_edge_of_the_raster():
    first, *_, last = tile_axis(1000, 128, 32).weights
    assert first[0] == 1 and last[-1] == 1
    assert first[-1] < 0.01 and last[0] < 0.01


def test_raster_smaller_than_a_tile_is_padded_to_a_multiple_of_32():
    axis = tile_axis(40, 256, 32)
    assert (axis.tile_px, axis.starts) == (64, (0,))
    assert axis.weights[0, :40].all() and not axis.weights[0, 40:].any()


@pytest.mark.parametrize("at_once", [1, 2, 9])
@pytest.mark.parametrize("library", [np.asarray, torch.from_numpy])
def test_blended_tiles_of_a_pointwise_network_equal_the_whole_image(library, at_once):
    image = np.random.default_rng(0).random((2, 150, 230), dtype=np.float32)
    image[:, :56] = 0  # a first row of tiles without data is not shown to anybody
    rows, columns = tile_axis(150, 64, 8), tile_axis(230, 64, 16)
    canvas, strips = Canvas(2, rows, columns), []
    for row, down in enumerate(rows.spans):
        for first in range(0, len(columns.starts), at_once):
            batch = range(len(columns.starts))[first : first + at_once]
            if row:
                tiles = np.stack([image[:, down, columns.spans[column]] for column in batch])
                canvas.add(row, batch, library(tiles))
        top, strip = canvas.finish(row)
        assert top == sum(done.shape[1] for done in strips)
        strips.append(np.asarray(strip))
    np.testing.assert_allclose(np.concatenate(strips, axis=1)[:, 64:], image[:, 64:], atol=1e-6)
    assert (strips[0] == 0).all()
    assert blending_bytes(2, rows, columns) == 2 * 2 * 64 * 230 * 4
