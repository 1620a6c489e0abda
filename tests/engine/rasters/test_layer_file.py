"""Files of layers: rows and overviews reach them whole, while other threads go on, or an error is told."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import partial_path, publish
from deepslide_qgis.engine.rasters import gdal
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import Layer, LayerBand, LayerFile, check_blocks_in_file
from deepslide_qgis.engine.rasters.overviews import AVERAGE, NEAREST, Overviews
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.write_errors import convert_write_errors
from deepslide_qgis.engine.rasters.writer import LAYERS
from tests.halts import heartbeat
from tests.small_systems import fill, mounted_disk

REPOSITORY = Path(__file__).parents[3]

BANDS = (LayerBand("first", "dB", {"a": "b"}), LayerBand("second"))
TWO = Layer("Two", "float32", np.nan, 3, AVERAGE, BANDS)
COLOURED = Layer("Coloured", "uint8", 0, 1, NEAREST, colours={0: (0, 0, 0, 0), 3: (255, 10, 20, 255)})

SMALL = {"driver": "GTiff", "width": 9, "height": 5, "count": 1, "dtype": "uint8", "transform": Affine.scale(2)}


def grid(height: int, width: int) -> Grid:
    return Grid(width, height, Affine(10, 0, 500_000, 0, -10, 5_000_000), CRS.from_epsg(32633), (10.0, 10.0))


def written(path: Path, layer: Layer, values: np.ndarray, tall: int = 192) -> LayerFile:
    file = LayerFile(str(path), layer, grid(*values.shape[-2:]))
    for top in range(0, values.shape[-2], tall):
        file.write(top, values[..., top : top + tall, :])
    return file


def noise(*shape: int) -> np.ndarray:
    values = np.random.default_rng(0).random(shape, np.float32)
    values[..., :200, :90] = np.nan
    return values


def levels_of(values: np.ndarray, layer: Layer) -> list[np.ndarray]:
    """Return the raster and its overviews as they should lie in the file."""
    made = Overviews(*values.shape[-2:], values.shape[-2], layer.overviews, layer.nodata)
    found: dict[int, np.ndarray] = {level: rows for level, _, _, rows in made.add(0, 0, values)}
    return [found[level] for level in sorted(found)]


def opened(path: Path | str, level: int) -> rasterio.DatasetReader:
    """Open overview ``level`` of the file ``path``, the raster itself for -1."""
    return rasterio.open(path, **({"overview_level": level} if level >= 0 else {}))


@pytest.mark.parametrize("layer", [LAYERS["probability"], LAYERS["mask"], TWO, COLOURED], ids=lambda layer: layer.dtype)
@pytest.mark.parametrize("size", [(100, 300), (1100, 700)])
def test_all_levels_are_in_the_file(tmp_path, layer, size):
    values = noise(*((2, *size) if layer is TWO else size))
    values = values if layer.dtype == "float32" else np.nan_to_num(values * 2, nan=3).round().astype(np.uint8)
    path = tmp_path / "ø a.tif"
    with raster_environment():
        file = written(path, layer, values)
        assert file._overviews  # and not rasterio's, at the end
        file.finish(told="something")
    publish(partial_path(str(path)), str(path))
    file.discard()
    for level, expected in enumerate(levels_of(values, layer), -1):
        with opened(path, level) as file:
            assert file.nodata is not None and file.compression.name == "deflate"
            np.testing.assert_array_equal(file.read().squeeze(), expected)
    with rasterio.open(path) as file:
        assert file.overviews(1) == ([2, 4, 8] if size[0] > 1000 else [2])
        assert file.tags()["told"] == "something" and file.crs.to_epsg() == 32633
        assert file.descriptions == tuple(band.description for band in layer.described)
        if layer is TWO:
            assert file.units[0] == "dB" and file.tags(1)["a"] == "b"
        if layer is COLOURED:
            assert file.colormap(1)[3] == (255, 10, 20, 255)


def test_panels_beside_each_other_give_what_one_gives(tmp_path):
    values, found = noise(600, 2500), []
    for name, edges in (("one", [0, 2500]), ("three", [0, 1024, 2048, 2500])):
        file = LayerFile(str(tmp_path / name), LAYERS["probability"], grid(600, 2500))
        for left, right in zip(edges, edges[1:]):
            for top in range(0, 600, 192):
                file.write(top, values[top : top + 192, left:right], left)
        file.finish()
        with rasterio.open(partial_path(str(tmp_path / name)), overview_level=2) as level:
            found.append(level.read(1))
    np.testing.assert_array_equal(*found)


def test_where_gdal_is_not_found_rasterio_builds_the_overviews(tmp_path, monkeypatch):
    values = noise(1024, 1024)
    monkeypatch.setattr(gdal, "load_gdal", lambda: None)
    with raster_environment():
        written(tmp_path / "a.tif", LAYERS["probability"], values).finish()
    for level, expected in enumerate(levels_of(values, LAYERS["probability"])[1:]):
        with rasterio.open(partial_path(str(tmp_path / "a.tif")), overview_level=level) as file:
            np.testing.assert_allclose(file.read(1), expected, atol=1e-6)


OPENS_A_LARGE_FILE = """
import sys
from affine import Affine
from rasterio.crs import CRS
from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import LayerFile
from deepslide_qgis.engine.rasters.writer import LAYERS
placed = Affine(10, 0, 500_000, 0, -10, 5_000_000), CRS.from_epsg(32633), None
try:
    LayerFile(sys.argv[1], LAYERS["probability"], Grid(20_000, 20_000, *placed))
    print("opened")
except OutputError as error:
    print(error.message)
"""


@pytest.mark.parametrize("kilobytes", [4, 8, 16, 32, 44, 4000])
def test_a_disk_too_full_for_what_the_file_begins_with_is_told(tmp_path, kilobytes):
    """In a process of its own: GDAL did not survive it."""
    with mounted_disk(tmp_path / "disk", f"size={kilobytes}k") as disk:
        command = [sys.executable, "-c", OPENS_A_LARGE_FILE, str(disk / "a.tif")]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.strip() == "opened" if kilobytes == 4000 else "disk is full" in ran.stdout
        assert kilobytes == 4000 or list(disk.iterdir()) == []


def test_a_disk_that_is_full_for_a_while_leaves_no_hole(tmp_path):
    """Blocks that found no space are not there later, when the file finds space for the rest."""
    values, ends = np.random.default_rng(0).random((1500, 1500), np.float32), set()
    for full_from in range(0, 1500, 150):
        with mounted_disk(tmp_path / f"disk{full_from}", "size=16m") as disk, raster_environment(1 << 20):
            path = str(disk / "a.tif")
            file = LayerFile(path, LAYERS["probability"], grid(1500, 1500))
            try:
                for top in range(0, 1500, 150):
                    filler = fill(disk, 2000) if top == full_from else None
                    file.write(top, values[top : top + 150])
                    if filler:
                        filler.unlink()
                file.finish()
                for level, expected in enumerate(levels_of(values, LAYERS["probability"]), -1):
                    with opened(partial_path(path), level) as read:
                        np.testing.assert_array_equal(read.read(1), expected)
                ends.add("whole")
            except OutputError as error:
                ends.add("told")
                assert "could not be written" in error.message
            finally:
                file.discard()
    assert ends == {"whole", "told"}


@pytest.mark.parametrize("logger", ["rasterio._env", "rasterio._err"])
def test_what_gdal_only_mentions_is_told(logger):
    """Which of rasterio's loggers mentions it depends on who called GDAL: a thread that compresses, or rasterio."""
    with pytest.raises(OutputError, match=r"somewhere.*WriteEncodedTile"), convert_write_errors("somewhere/a.tif"):
        logging.getLogger(logger).info("GDAL signalled an error: err_no=%r, msg=%r", 1, "WriteEncodedTile failed")
    with convert_write_errors("somewhere/a.tif"):
        threading.Thread(target=logging.getLogger(logger).info, args=("GDAL signalled an error: another file",)).start()
        logging.getLogger(logger).info("something else")


def test_gdal_is_found_here_and_the_handle_is_that_of_the_file(tmp_path):
    mine = str(tmp_path / "mine.tif")
    assert gdal.load_gdal() is not None
    with rasterio.open(tmp_path / "other.tif", "w", **SMALL):
        file, handle = gdal.open_with_handle(lambda: rasterio.open(mine, "w", **SMALL), mine)
        made = gdal.FileOverviews(handle, [2], 1)
        made.write(0, 0, 0, np.full((3, 5), 7, np.uint8))
        file.close()
    with rasterio.open(mine, overview_level=0) as file:
        assert (file.read(1) == 7).all()


def test_a_file_among_others_opened_at_the_same_time_has_no_handle(tmp_path):
    files, handle = gdal.open_with_handle(
        lambda: [rasterio.open(tmp_path / f"{i}.tif", "w", **SMALL) for i in range(2)], str(tmp_path / "0.tif")
    )
    assert handle is None
    for file in files:
        file.close()


def test_another_file_that_is_opened_instead_gives_no_handle(tmp_path):
    other, handle = gdal.open_with_handle(lambda: rasterio.open(tmp_path / "other.tif", "w", **SMALL), "mine.tif")
    assert handle is None
    other.close()


def test_other_threads_go_on_meanwhile(tmp_path):
    values = np.random.default_rng(0).random((6000, 6000), np.float32)
    began = time.monotonic()
    with heartbeat() as heart, raster_environment():
        written(tmp_path / "large.tif", LAYERS["probability"], values, 3000).finish()
        took_s = time.monotonic() - began
    assert heart.longest_halt_s < 0.5 * took_s


@pytest.mark.parametrize("size", [100, 700])
def test_a_file_that_is_cut_short_is_told(tmp_path, size):
    with raster_environment():
        written(tmp_path / "a.tif", LAYERS["probability"], noise(size, size)).finish()
        partial = Path(partial_path(str(tmp_path / "a.tif")))
        check_blocks_in_file(str(partial))
        partial.write_bytes(partial.read_bytes()[:-1000])
        with pytest.raises(rasterio.errors.RasterioIOError):
            check_blocks_in_file(str(partial))


def test_a_row_that_never_came_is_told(tmp_path):
    file = LayerFile(str(tmp_path / "a.tif"), LAYERS["probability"], grid(700, 300))
    file.write(0, noise(300, 300))
    with pytest.raises(ValueError, match="never written"):
        file.finish()
    file.discard()
    assert list(tmp_path.iterdir()) == []


def test_however_full_the_disk_is_a_file_is_whole_or_an_error_is_told(tmp_path):
    """A raster of 700 by 700 pixels takes 2.1 MB with its overviews."""
    values, ends = noise(700, 700), []
    for kilobytes in range(4, 2400, 30):
        with mounted_disk(tmp_path / f"disk{kilobytes}", f"size={kilobytes}k") as disk, raster_environment():
            path = str(disk / "a.tif")
            try:
                file = written(Path(path), LAYERS["probability"], values)
            except OutputError as error:
                ends.append(error.message)
                assert "disk is full" in error.message
                continue
            try:
                file.finish()
                for level, expected in enumerate(levels_of(values, LAYERS["probability"]), -1):
                    with opened(partial_path(path), level) as read:
                        np.testing.assert_array_equal(read.read(1), expected)
                ends.append("whole")
            except OutputError as error:
                ends.append(error.message)
                assert "disk is full" in error.message
            finally:
                file.discard()
            assert list(disk.iterdir()) == []
    assert ends[0] != "whole" and ends[-1] == "whole"
