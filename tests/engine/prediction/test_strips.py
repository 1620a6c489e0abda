import numpy as np
import pytest

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.members.device_memory import HostMemory
from deepslide_qgis.engine.prediction.strips import fill_tiles, read_strips
from deepslide_qgis.engine.prediction.tiling import tile_axis
from deepslide_qgis.engine.rasters import source as source_module
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source

AS_IT_IS = Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3)
BLOCKS = {"tiled": True, "blockxsize": 64, "blockysize": 64}


@pytest.fixture
def opened(write_raster):
    """Return a function that opens bands as a source of three bands."""
    opened: list[Source] = []

    def open_bands(bands: np.ndarray, **profile) -> Source:
        opened.append(Source(write_raster(bands, **profile), setting_named("rgb"), (), 10.0))
        return opened[-1]

    with raster_environment():
        yield open_bands
        for source in opened:
            source.__exit__()


@pytest.mark.parametrize("profile", [{}, BLOCKS, {**BLOCKS, "blockysize": 128}, {**BLOCKS, "interleave": "pixel"}])
@pytest.mark.parametrize(("height", "tile_px", "margin_px"), [(300, 96, 8), (300, 64, 0), (128, 128, 0), (40, 64, 8)])
def test_tiles_hold_the_raster_whatever_its_blocks(opened, noise, profile, height, tile_px, margin_px):
    bands = noise(height, 150).astype(np.float32)
    rows, columns = tile_axis(height, tile_px, margin_px), tile_axis(150, 96, 16)
    with_gaps = bands.copy()
    with_gaps[:, 10:20, 30:60] = np.nan
    for strip in read_strips(opened(with_gaps, **profile), rows, "any"):
        down = rows.spans[strip.row]
        assert (strip.usable == np.isfinite(with_gaps[0, down])).all()
        tiles = fill_tiles(strip, columns, list(range(len(columns.starts))), rows.tile_px, HostMemory(AS_IT_IS, 1.0))
        for tile, across in zip(tiles, columns.spans, strict=True):
            expected = np.nan_to_num(with_gaps[:, down, across])
            np.testing.assert_array_equal(tile[:, : expected.shape[1], : expected.shape[2]], expected)


def test_beyond_the_raster_tiles_are_its_mirror_image(opened, noise):
    bands = noise(40, 50).astype(np.float32)
    rows, columns = tile_axis(40, 64, 8), tile_axis(50, 64, 8)
    (strip,) = read_strips(opened(bands), rows, "any")
    (tile,) = fill_tiles(strip, columns, [0], 64, HostMemory(AS_IT_IS, 1.0))
    np.testing.assert_array_equal(tile, np.pad(bands, ((0, 0), (0, 24), (0, 14)), mode="symmetric"))


def test_a_row_is_read_once_and_with_the_blocks_of_its_file(opened, noise):
    source = opened(noise(300, 80), **BLOCKS)
    assert [(window.row_off, window.height) for window in source.row_windows()] == [
        *((0, 64), (64, 64), (128, 64), (192, 64), (256, 44))
    ]
    source = source.part(Part(0, 50, 80, 200), Part(0, 60, 80, 100))
    assert [(window.row_off, window.height) for window in source.row_windows()] == [
        *((0, 14), (14, 64), (78, 64), (142, 58))
    ]


def test_rows_read_at_once_are_fewer_where_a_raster_is_wide(opened, noise, monkeypatch):
    source = opened(noise(512, 512), **{**BLOCKS, "blockysize": 512})
    assert [window.height for window in source.row_windows()] == [512]
    monkeypatch.setattr(source_module, "READ_BYTES", 1 << 20)
    assert {window.height for window in source.row_windows()} == {128}
