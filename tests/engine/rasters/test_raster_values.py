import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine.process.arrays import has_integer_dtype
from deepslide_qgis.engine.process.reused_memory import ReusedMemory
from deepslide_qgis.engine.rasters.raster_values import read_integers, read_values
from deepslide_qgis.engine.rasters.source import COLOURS, Source
from tests.virtual_rasters import write_virtual

WHOLE = Window(0, 0, 30, 20)


def masked(dataset: rasterio.DatasetReader, bands: int | list[int]) -> np.ndarray:
    """Read as rasterio does by itself, mask by mask."""
    values = dataset.read(bands, window=WHOLE, masked=True).astype(np.float64).filled(np.nan)
    return np.where(np.abs(values) < 1e30, values, np.nan).astype(np.float32)


@pytest.mark.parametrize("bands", [1, [1], [3, 1, 2]])
@pytest.mark.parametrize("nodata", [None, 0, 17, 16.5, -9999])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_values_and_gaps_are_those_of_masks(write_raster, noise, dtype, nodata, bands):
    values = (noise(20, 30) % 200).astype(dtype)
    values[:, 3:9] = 17
    values[1, 5:12, :9] = 0
    if dtype.startswith("float"):
        values[0, 0, :4] = [np.nan, np.inf, -3.4e38, -9999]
    fits = nodata is None or dtype.startswith(("int", "float")) or nodata >= 0
    with rasterio.open(write_raster(values, **({"nodata": nodata} if fits and dtype != "uint8" else {}))) as dataset:
        expected = masked(dataset, bands)
        out = np.empty_like(expected)
        assert read_values(dataset, bands, WHOLE, "it", out) is out
        for found in (out, read_values(dataset, bands, WHOLE, "it")):
            assert found.dtype == np.float32
            np.testing.assert_array_equal(found, expected)

        bands = [bands] if isinstance(bands, int) else bands
        stored = read_integers(dataset, bands, WHOLE, "it", ReusedMemory())
        is_small = dtype in ("uint8", "int16", "uint16")
        assert (stored is not None) == (is_small and np.isfinite(expected).all())
        if stored is not None:
            assert has_integer_dtype(stored) and stored.dtype == dtype
            np.testing.assert_array_equal(stored, masked(dataset, bands))


@pytest.mark.parametrize("bands", [2, [3, 1]])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("shape", [None, (7, 11)])
def test_an_alpha_band_says_where_there_is_nothing(write_raster, noise, dtype, shape, bands):
    values = (noise(20, 30, 4) % 200).astype(dtype)
    values[3] = np.iinfo(dtype).max
    values[3, 4:9, 11:30] = 0
    values[3, 12, 2] = 1
    reading = {} if shape is None else {"out_shape": shape if isinstance(bands, int) else (len(bands), *shape)}
    with rasterio.open(write_raster(values, photometric="RGB", alpha="yes")) as dataset:
        expected = dataset.read(bands, window=WHOLE, masked=True, **reading).astype(np.float32).filled(np.nan)
        assert 0.1 < np.isnan(expected).mean() < 0.3
        np.testing.assert_array_equal(read_values(dataset, bands, WHOLE, "it", **reading), expected)
        np.testing.assert_array_equal(read_values(dataset, 4, WHOLE, "it"), values[3])  # asked for, it is a band


def test_an_alpha_band_in_the_middle_says_so_of_all_others(write_raster, noise):
    values = noise(20, 30, 5)
    values[3, 4:9] = 0
    path = write_raster(values)
    with rasterio.open(path, "r+") as dataset:
        dataset.colorinterp = [*COLOURS, ColorInterp.alpha, ColorInterp.undefined]
    with rasterio.open(path) as dataset:
        found = read_values(dataset, [1, 5], WHOLE, "it")
        assert np.isnan(found[:, 4:9]).all() and np.isfinite(np.delete(found, slice(4, 9), 1)).all()
    setting = setting_named("rgb")
    with Source(path, setting, (1, 2, 3), 5.0) as source:  # at another resolution
        found = source.read(Window(0, 0, 60, 40))
        assert np.isnan(found[:, 10:16]).all() and np.isfinite(found[:, 20:]).all()


@pytest.mark.parametrize("count", [1, 3, 4, 14])
def test_a_warped_view_has_nothing_where_its_raster_does_not_lie(write_raster, noise, monkeypatch, count):
    """GDAL knows of an alpha band's mask beside one or three bands only, and computes it line by line."""
    monkeypatch.setattr(WarpedVRT, "read_masks", None)
    values, numbers = (noise(40, 60, count) + 10).astype(np.uint16), list(range(1, count + 1))
    with rasterio.open(write_raster(values, photometric="MINISBLACK")) as dataset:
        placed = dataset.transform @ rasterio.Affine.translation(0, 10) @ rasterio.Affine.scale(2)
        with WarpedVRT(dataset, transform=placed, width=30, height=20, crs=dataset.crs, add_alpha=True) as view:
            found = read_values(view, numbers, WHOLE, "it")
            assert np.isnan(found[:, 15:]).all() and (found[:, :15] >= 10).all()
            assert read_integers(view, numbers, WHOLE, "it", ReusedMemory()) is None
            inside = Window(0, 0, 30, 15)
            stored = read_integers(view, numbers, inside, "it", ReusedMemory())
            np.testing.assert_array_equal(stored, read_values(view, numbers, inside, "it"))


@pytest.mark.parametrize("dtypes", [("uint8", "uint16"), ("int16", "uint16"), ("uint16", "float32")])
def test_bands_of_different_types_are_read_together(write_raster, noise, tmp_path, dtypes):
    bands = []
    for number, dtype in enumerate(dtypes):
        values = (noise(20, 30)[:1] % 200 + number).astype(dtype)
        bands.append((dtype, write_raster(values, f"{number}.tif"), number + 3))
    path = write_virtual(tmp_path / "together.vrt", (20, 30), bands)
    with rasterio.open(path) as dataset:
        assert dataset.dtypes == dtypes
        expected = np.concatenate([masked(dataset, [number]) for number in (1, 2)])
        assert np.isnan(expected).any(axis=(1, 2)).all()
        out = np.empty_like(expected)
        assert read_values(dataset, [1, 2], WHOLE, "it", out) is out
        np.testing.assert_array_equal(out, expected)
        assert read_integers(dataset, [1, 2], WHOLE, "it", ReusedMemory()) is None
        coarse = read_values(dataset, [1, 2], WHOLE, "it", out_shape=(2, 10, 15))
        assert coarse.shape == (2, 10, 15)


def test_a_value_that_its_type_cannot_hold_marks_nothing(write_raster, noise, tmp_path):
    values = (noise(20, 30)[:1] % 100).astype(np.uint8)
    path = write_virtual(tmp_path / "signed.vrt", (20, 30), [("int8", write_raster(values), 255)])
    with rasterio.open(path) as dataset:
        assert dataset.nodata is None
        np.testing.assert_array_equal(read_values(dataset, [1], WHOLE, "it"), values)


class Watched:
    """A raster that keeps what was said when it was read."""

    def __init__(self, dataset: rasterio.DatasetReader):
        self._dataset, self.said = dataset, []

    def __getattr__(self, name: str):
        return getattr(self._dataset, name)

    def read(self, *bands: object, **said: object) -> np.ndarray:
        self.said.append(said)
        return self._dataset.read(*bands, **said)


def test_what_needs_no_masks_reads_none(write_raster, noise):
    for options in ({}, {"nodata": 0}):
        with rasterio.open(write_raster(noise(20, 30).astype(np.uint16), **options)) as dataset:
            watched = Watched(dataset)
            read_values(watched, [1, 2, 3], WHOLE, "it")
            read_integers(watched, [1, 2, 3], WHOLE, "it", ReusedMemory())
        assert len(watched.said) == 2 and not any("masked" in said for said in watched.said)


def test_masks_beside_the_bands_count(write_raster, noise):
    path = write_raster(noise(20, 30).astype(np.uint16))
    with rasterio.open(path, "r+") as dataset:
        inside = np.full((20, 30), 255, np.uint8)
        inside[4:9] = 0
        dataset.write_mask(inside)
    with rasterio.open(path) as dataset:
        found = read_values(dataset, [1, 2], WHOLE, "it")
    assert np.isnan(found[:, 4:9]).all() and np.isfinite(found[:, 9:]).all()
