import os

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin

from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.request import AverageRequest, PredictionOutputs
from deepslide_qgis.engine.average import average
from deepslide_qgis.engine.process.run_record import run_record


@pytest.fixture
def probabilities(write_raster):
    values = np.random.default_rng(4).random((3, 1, 300, 200), dtype=np.float32)
    values[1, 0, 10, 10] = np.nan
    paths = tuple(write_raster(layer, f"p{i}.tif", nodata=np.nan) for i, layer in enumerate(values))
    return values[:, 0], paths


def run_average(folder, paths, report=lambda event: None, **settings):
    outputs = PredictionOutputs(*(str(folder / f"{name}.tif") for name in ("p", "s", "a", "m")))
    finished = average(AverageRequest(paths, outputs, **settings), report, lambda: False)
    with rasterio.open(outputs.probability) as p, rasterio.open(outputs.spread) as s, rasterio.open(outputs.mask) as m:
        return finished, p.read(1), s.read(1), m.read(1)


def test_average_spread_and_mask(tmp_path, probabilities):
    values, paths = probabilities
    finished, probability, spread, mask = run_average(tmp_path, paths, threshold=0.4)
    np.testing.assert_allclose(probability, values.mean(axis=0), atol=1e-6)  # NaN where any input has none
    np.testing.assert_allclose(spread, values.std(axis=0), atol=1e-6)
    assert mask[10, 10] == 255 and finished.summary["members"] == 3
    known = mask != 255
    assert np.array_equal(mask[known] == 1, probability[known] >= np.float32(0.4))


def test_rasters_stored_upside_down_come_back_north_up(tmp_path, write_raster):
    values = np.zeros((1, 40, 30), np.float32)
    values[0, :10] = 0.9  # the southern rows
    upside_down = {"transform": Affine(10, 0, 500_000, 0, 10, 4_000_000)}
    paths = tuple(write_raster(values, f"p{i}.tif", **upside_down) for i in range(2))
    _, probability, _, _ = run_average(tmp_path, paths)
    assert probability[32:].min() > 0.8 and probability[:29].max() == 0


def test_masks_that_declare_zero_as_no_data(tmp_path, write_raster):
    masks = np.random.default_rng(1).integers(0, 2, (2, 1, 40, 30), dtype=np.uint8)
    paths = tuple(write_raster(mask, f"m{i}.tif", nodata=0) for i, mask in enumerate(masks))
    events = []
    _, probability, _, _ = run_average(tmp_path, paths, events.append)
    assert np.array_equal(probability, masks[:, 0].mean(axis=0))
    warnings = [event.message for event in events if isinstance(event, Warned)]
    assert len(warnings) == 2 and "m0.tif' declares 0 as no-data" in warnings[0]


def test_truncated_raster_is_named(tmp_path, probabilities):
    _, paths = probabilities
    os.truncate(paths[1], os.path.getsize(paths[1]) // 2)
    with pytest.raises(RasterError, match=r"p1\.tif' cannot be"):
        run_average(tmp_path, paths)


def test_rasters_on_different_grids_are_refused(tmp_path, probabilities, write_raster):
    other = write_raster(np.zeros((1, 300, 200), np.float32), "o.tif", transform=from_origin(0, 0, 10, 10))
    with pytest.raises(RasterError, match="another grid"):
        run_average(tmp_path, (probabilities[1][0], other))


def test_values_that_are_no_probabilities_are_refused_and_nothing_is_left(tmp_path, probabilities, write_raster):
    other = write_raster(np.full((1, 300, 200), 7, np.float32), "o.tif")
    with pytest.raises(RasterError, match="outside 0 to 1"):
        run_average(tmp_path, (probabilities[1][0], other))
    assert not list(tmp_path.glob("*part*")) and not (tmp_path / "p.tif").exists()


def test_one_raster_is_no_average(tmp_path):
    with pytest.raises(RequestError, match="two or more"):
        AverageRequest(("a.tif",), PredictionOutputs("p.tif"))


def test_the_record_tells_no_login_of_an_address():
    address = "/vsicurl/https://anna:geheim@example.org/a.tif?sig=SIGNED"
    request = AverageRequest((address, "/data/b.tif"), PredictionOutputs("p.tif"))
    told = run_record(request, {})["request"]
    assert told["inputs"] == ["/vsicurl/https://example.org/a.tif?…", "/data/b.tif"] and request.inputs[0] == address
    assert told["outputs"]["probability"] == "p.tif"
